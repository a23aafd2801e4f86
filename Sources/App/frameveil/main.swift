import FrameveilCLI
import Glibc

exit(await FrameveilProgram.main())
