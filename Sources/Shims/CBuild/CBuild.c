#include "CBuild.h"

const char *const fv_commit = COMMIT;
const char *const fv_commit_date = COMMIT_DATE;
