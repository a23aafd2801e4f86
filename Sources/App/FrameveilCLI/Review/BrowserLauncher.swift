import Core
import Glibc

/// Opens an address in the user's browser, where there is a desktop.
enum BrowserLauncher {
  /// Does nothing without a desktop, or if no browser can be started: the address is printed as well.
  static func open(_ url: String) {
    guard getenv("DISPLAY") != nil || getenv("WAYLAND_DISPLAY") != nil else { return }
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("xdg-open"), strdup(url), nil]
    defer { for word in words { free(word) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in Int32(0)...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    // The browser must not end with this program's Ctrl-C.
    var process = pid_t()
    _ = withSpawnAttributes(ownGroup: true) {
      posix_spawnp(&process, "xdg-open", &actions, $0, &words, environ)
    }
  }
}
