// The commit that the program was built from. The preprocessor is the one way to pass a value from the manifest.
#pragma once

/// The abbreviated commit, with `-dirty` if files differed from it; empty if it is not known.
extern const char *const fv_commit;
/// The commit's date, `2026-01-31`; empty if it is not known.
extern const char *const fv_commit_date;
