import Glibc
import Synchronization

/// What ffprobe said of a file, kept until the file changes: most tests ask several questions of one file, and each run
/// of ffprobe takes a tenth of a second to start.
final class ProbeCache: Sendable {
  enum Content {
    /// The streams, and the packets with their checksums.
    case packets
    /// The decoded frames of the first video stream.
    case frames
  }
  private struct Key: Hashable {
    var path: String
    var content: Content
    var inode: UInt
    var size, seconds, nanoseconds: Int
  }

  static let shared = ProbeCache()
  private let known = Mutex<[Key: [MediaProbe.Record]]>([:])

  func records(_ path: String, _ content: Content) throws -> [MediaProbe.Record] {
    var status = stat()
    stat(path, &status)
    let key = Key(
      path: path, content: content, inode: status.st_ino, size: status.st_size,
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    if let found = known.withLock({ $0[key] }) { return found }
    let arguments =
      switch content {
      case .packets: ["-show_streams", "-show_packets", "-show_data_hash", "md5"]
      case .frames: ["-select_streams", "v:0", "-show_entries", "frame=pts"]
      }
    let words = ["ffprobe", "-v", "error"] + arguments + ["-of", "compact=nokey=0:print_section=1", path]
    let text = String(decoding: try Program(words).runTool(), as: UTF8.self)
    // After side data, a record goes on in the next line.
    let records = text.replacing("\n|", with: "|").split(separator: "\n").map(MediaProbe.Record.init)
    known.withLock { $0[key] = records }
    return records
  }
}
