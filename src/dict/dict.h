/*
 * The dictionary of a message: every element in message order, its names,
 * type, length, when it is required, how often it occurs, its code table.
 * The only source of these facts: XSD, HTML and CSV specification come from
 * it, and so does every structural check.
 *
 *     data/dictionary/dec@2026-03.csv        ID@EDITION.csv
 *
 * Columns of the file (header line first, one row per element, in the order
 * of the wire; a group stands before what is in it):
 *
 *     path       below the root, DecHead/SeqNo, DecLists/DecList/@a; the first
 *                row is the root itself: /DecMessage
 *     type       root group string code integer decimal date datetime base64
 *     length     customs length (string, code, base64), all digits (numbers)
 *     decimals   digits after the point
 *     save       Y N C   required to save (Y: always, so it stands in the XSD;
 *     declare    Y N C    C: the form says when)
 *     occurs     1  0..1  0..n  1..n  0..50 …
 *     codes      code name (src/codes), empty when none
 *     direction  both import export
 *     form       what a non-empty value looks like: an XML Schema pattern
 *                (expressions.md 6), for string, code and datetime; root: the
 *                namespace
 *     blanks     keep: leading and trailing blanks mean something; else empty
 *     rules      findings other than the usual ones, KIND=ID blank-separated;
 *                KIND: form length number day many missing save declare code.
 *                The usual ids stand in the rules file of the form.
 *     status     established newer legacy inferred abandoned
 *     name_zh name_en note_zh note_en
 *
 * Rows of a group stand together, attributes before elements. Rows of the
 * wrapper come last: /ImportMessage, /ImportMessage/SWImpHead … with the
 * message's own root name where the message stands.
 *
 * Tables and columns (storage.md 1): the root is a table, every group that may
 * occur more than once is one; a group that occurs at most once adds its
 * fields to the table around it, and itself as a column of kind DICT_GROUP
 * (present or absent).
 */
#ifndef YULU_DICT_DICT_H
#define YULU_DICT_DICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum dict_type {
	DICT_GROUP, DICT_STRING, DICT_CODE, DICT_INTEGER, DICT_DECIMAL, DICT_DATE, DICT_DATETIME, DICT_BASE64
};

enum dict_need { DICT_NO, DICT_YES, DICT_COND };
enum dict_direction { DICT_BOTH, DICT_IMPORT, DICT_EXPORT };
enum dict_status { DICT_ESTABLISHED, DICT_NEWER, DICT_LEGACY, DICT_INFERRED, DICT_ABANDONED };

/* Ids of findings that deviate from the usual ones. */
enum dict_rule { DICT_RULE_FORM, DICT_RULE_LENGTH, DICT_RULE_NUMBER, DICT_RULE_DAY, DICT_RULE_MANY,
	DICT_RULE_MISSING, DICT_RULE_SAVE, DICT_RULE_DECLARE, DICT_RULE_CODE, DICT_N_RULE };

struct expr_pattern;

/* One element or attribute. Nodes form the tree of the message; first_child
 * and next are in wire order. Attributes come first. */
struct dict_node {
	const char *name;	/* without "@" */
	const char *path;	/* below the root; "" for the root */
	const char *name_zh, *name_en, *note_zh, *note_en;
	enum dict_type type;
	bool attribute, blanks_keep;
	unsigned min, max;	/* occurrence; max 0: no upper bound */
	int length, decimals;	/* 0 when not limited; see above for units */
	enum dict_need save, declare;
	enum dict_direction direction;
	enum dict_status status;
	const char *codes;	/* "" when none */
	const char *form;	/* "" when none */
	const struct expr_pattern *pattern;	/* of form; NULL when none */
	const char *rule[DICT_N_RULE];	/* NULL: the usual id */
	int table, column;	/* its cell; a repeating group: the table it makes, column -1; root: table 0 */
	int place;		/* 0.. among its parent's children */
	struct dict_node *parent, *first_child, *next;
	unsigned line;		/* in the file */
};

struct dict_table {
	const struct dict_node *node;	/* the root or a repeating group */
	int parent;			/* table, -1 for the root */
	const struct dict_node **column;	/* cells of a row, in wire order */
	int n_column;
	int depth;			/* 0 root */
};

struct dict {
	char *id, *edition;		/* "dec", "2026-03" */
	char *file;
	char *root_name, *ns;		/* message root and namespace ("" when none) */
	struct dict_node *root;
	struct dict_table *table;
	int n_table;
	/* A wrapper around the message that is read and written back but not
	 * what customs wants today: rows whose path begins with another root,
	 * /ImportMessage/SWImpHead/CopMsgId. NULL when there is none. */
	struct dict_node *wrapper;	/* its tree; its nodes are no cells: table 0, column -1 */
	const struct dict_node *wrapper_body;	/* the node in it with the root's name */
};

enum rc dict_load(const char *path, struct dict **out, struct err *err);
enum rc dict_load_text(const char *file, struct sv csv, struct dict **out, struct err *err);
void dict_free(struct dict *d);

/* Node of a path below the root ("DecLists/DecList/GName", "@Version"), NULL when there is none. */
const struct dict_node *dict_find(const struct dict *d, struct sv path);
/* Child by name; attributes with attribute = true. */
const struct dict_node *dict_child(const struct dict_node *parent, struct sv name, bool attribute);
/* Path of a column inside its table: "DecHead/IEFlag" in the root, "GName" in DecList. */
const char *dict_column_path(const struct dict *d, int table, int column);
/* Language of the caller's choice; never empty (falls back to the element's name). */
const char *dict_label(const struct dict_node *n);

/* ---- what is published -------------------------------------------------- */

/* XSD 1.0: exactly the structural findings (class S) of `yulu check --strict`:
 * elements known and in order, occurrence, form of number, day and pattern,
 * required to save. Text lengths are not in it (customs counts bytes). */
void dict_write_xsd(const struct dict *d, struct str *out);
void dict_write_html(const struct dict *d, bool zh, struct str *out);	/* a whole page */
void dict_write_csv(const struct dict *d, struct str *out);		/* the file's own shape */

/* ---- structural forms of single values ----------------------------------- */

enum dict_fault { DICT_OK, DICT_BAD_NUMBER, DICT_BAD_INT_DIGITS, DICT_BAD_DECIMALS, DICT_BAD_DAY, DICT_BAD_FORM,
	DICT_BAD_BASE64, DICT_TOO_LONG };
/* Judges a non-empty value (already trimmed unless the node keeps blanks).
 * DICT_TOO_LONG (class L) is only looked for when all else is well. */
enum dict_fault dict_judge(const struct dict_node *n, struct sv value);

/* ---- lint ------------------------------------------------------------------ */

typedef void dict_complain(void *ctx, const char *file, unsigned line, const char *text);
/* Everything that dict_load() accepts and that is still wrong or odd. known_codes
 * says whether a code name exists. */
void dict_lint(const struct dict *d, bool (*known_codes)(void *ctx, const char *name), void *ctx, dict_complain *complain);

#endif
