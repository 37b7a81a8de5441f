#pragma once
#include <histedit.h>
#include <locale.h>
#include <stdio.h>

// Variadic functions are not imported into Swift: one wrapper for each form that is used.
static inline EditLine *paygent_edit_init(const char *program) {
    return el_init(program, stdin, stdout, stderr);
}
static inline int paygent_edit_set_int(EditLine *edit, int option, int value) {
    return el_set(edit, option, value);
}
static inline int paygent_edit_set_text(EditLine *edit, int option, const char *value) {
    return el_set(edit, option, value);
}
static inline int paygent_edit_set_data(EditLine *edit, void *data) {
    return el_set(edit, EL_CLIENTDATA, data);
}
static inline void *paygent_edit_data(EditLine *edit) {
    void *data = NULL;
    return el_get(edit, EL_CLIENTDATA, &data) == 0 ? data : NULL;
}
static inline int paygent_edit_set_prompt(EditLine *edit, char *(*prompt)(EditLine *), char escape) {
    return el_set(edit, EL_PROMPT_ESC, prompt, escape);
}
static inline int paygent_edit_add_function(
    EditLine *edit, const char *name, const char *help, unsigned char (*function)(EditLine *, int)) {
    return el_set(edit, EL_ADDFN, name, help, function);
}
static inline int paygent_edit_bind(EditLine *edit, const char *key, const char *function) {
    return el_set(edit, EL_BIND, key, function, NULL);
}
static inline int paygent_edit_set_tty(EditLine *edit, const char *mode, const char *flag) {
    return el_set(edit, EL_SETTY, mode, flag, NULL);
}
static inline int paygent_edit_use_history(EditLine *edit, History *list) {
    return el_set(edit, EL_HIST, history, list);
}
static inline int paygent_history_size(History *list, int count) {
    HistEvent event;
    return history(list, &event, H_SETSIZE, count);
}
static inline int paygent_history_unique(History *list) {
    HistEvent event;
    return history(list, &event, H_SETUNIQUE, 1);
}
static inline int paygent_history_file(History *list, int action, const char *path) {
    HistEvent event;
    return history(list, &event, action, path);
}
static inline int paygent_history_enter(History *list, const char *line) {
    HistEvent event;
    return history(list, &event, H_ENTER, line);
}
