import FrameveilCLI
import Glibc

exit(await FrameveilProgram.run(Array(CommandLine.arguments.dropFirst())))
