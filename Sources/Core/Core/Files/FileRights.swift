import Glibc

/// Who may read a result.
enum FileRights {
  /// Takes from everybody but the owner what they may not do with the input; never gives more than the umask left.
  static func narrow(_ descriptor: Int32, to input: String) {
    var (source, result) = (stat(), stat())
    guard stat(input, &source) == 0, source.st_mode & S_IFMT == S_IFREG, fstat(descriptor, &result) == 0
    else {
      return
    }
    var rights = source.st_mode & 0o777
    // Another group may do what all others may.
    if source.st_gid != result.st_gid { rights &= ~0o070 | (rights & 0o007) << 3 }
    fchmod(descriptor, result.st_mode & (rights | 0o600) & 0o666)
  }
}
