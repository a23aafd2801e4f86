import Core
import Glibc

/// Opens an address in the user's browser, where there is a desktop.
enum BrowserLauncher {
  /// Does nothing without a desktop, or if no browser can be started: the address is printed as well.
  static func open(_ url: String) {
    guard getenv("DISPLAY") != nil || getenv("WAYLAND_DISPLAY") != nil else { return }
    // The browser must not end with this program's Ctrl-C.
    _ = ChildProcess().start("xdg-open", ["xdg-open", url], ownGroup: true) { files in
      for descriptor in Int32(0)...2 {
        posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
      }
    }
  }
}
