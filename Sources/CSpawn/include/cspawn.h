#pragma once
#include <spawn.h>

/* Both are hidden behind _GNU_SOURCE, where Swift does not see them. */

/* A pipe whose ends no other program inherits. */
int cspawn_pipe(int ends[2]);
/* The program has standard input, output and error, and no other file of ours. */
int cspawn_close_others(posix_spawn_file_actions_t *actions);
