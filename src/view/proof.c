/* The proof sheet of a draft, to read. */
#include "desk/proof.h"

#include "base/i18n.h"
#include "view/view.h"

enum { MARGIN = 2, SHEET_MAX_B = 64 << 20 };

struct screen *
view_proof(struct view *view, struct desk_draft *draft)
{
	int width = view_canvas(view)->cols - MARGIN;
	struct str sheet = STR_INIT(SHEET_MAX_B);
	struct screen *s = NULL;
	struct err err = {0};

	if (desk_proof(draft, PROOF_TEXT, width < PROOF_WIDTH ? width : PROOF_WIDTH, &sheet, &err) == RC_OK)
		s = view_reader(view, _("proof sheet"), str_sv(&sheet));
	else
		view_say_err(view, &err);
	str_clear(&sheet);
	return s;
}
