/* Every class of screen there is: for the manual, the keymap file and lint. */
#include "view/internal.h"

extern const struct screen_class view_ask_class, view_attach_class, view_cells_class, view_choose_class, view_elements_class,
    view_entry_class, view_files_class, view_findings_class, view_home_class, view_new_class, view_palette_class, view_paste_class,
    view_picker_class, view_question_class, view_reader_class;

const struct screen_class *const view_classes[] = {
	&view_home_class, &view_new_class, &view_entry_class, &view_cells_class, &view_elements_class, &view_picker_class,
	&view_findings_class, &view_attach_class, &view_paste_class, &view_choose_class, &view_ask_class, &view_question_class,
	&view_reader_class, &view_files_class, &view_palette_class, NULL,
};

enum rc
view_all_actions(const char *keymap, view_on_class *on_class, view_on_action *on_action, void *ctx, struct err *err)
{
	struct view view = {.desk = NULL};
	const char *key, *second;

	if (keymap_load(keymap, &view.keymap, err) != RC_OK)
		return err->rc;
	for (size_t i = 0; i < sizeof view_classes / sizeof view_classes[0]; i++) {
		const struct action *a = view_classes[i] != NULL ? view_classes[i]->action : view_common;

		on_class(ctx, view_classes[i]);
		for (; a->id != NULL; a++) {
			view_keys_of(&view, a, &key, &second);
			on_action(ctx, a, key, second, true);
		}
	}
	keymap_free(view.keymap);
	return RC_OK;
}
