import FrameveilCLI
import Glibc

let code = await FrameveilProgram.main()
fflush(nil)
// Without the destructors of C++ libraries: after an error, threads may still be inside them.
_exit(code)
