import CSystem

/// Settings of the C library's allocator.
enum MemoryPolicy {
  /// Limits the number of arenas and returns large freed blocks to the system. Must be called before other threads
  /// start.
  ///
  /// By default glibc gives each thread its own arena and keeps freed memory there. With about fifteen threads that
  /// pass frames of several megabytes to one another, this held 18 MB more at 1080p and was no faster. Returning freed
  /// frames and detector feature maps to the system saves another 8 MB.
  static func limitArenas() { fv_keep_little_memory() }
}
