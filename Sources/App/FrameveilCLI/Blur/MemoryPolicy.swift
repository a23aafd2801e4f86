import CSystem

/// How the C library's allocator keeps memory.
enum MemoryPolicy {
  /// glibc gives each thread an arena of its own and keeps what is freed there. With some fifteen threads that
  /// hand pictures of megabytes to one another, that kept 18 MB more at 1080p, for no gain in speed. Pictures and
  /// the detector's maps go back to the system when they are freed, which saves 8 MB more. Must be
  /// called before other threads start.
  static func keepLittle() { fv_keep_little_memory() }
}
