import Core
import Glibc
import HTTP
import HTTPServing

/// The bytes of a video for a player, by ranges (RFC 9110, section 14).
enum MediaBytes {
  /// The largest part of a file in one response. A player that asks for the rest asks again where it ends.
  private static let part = 2 << 20

  static func response(to request: ServedRequest, _ path: String) throws -> BufferedResponse {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ReviewHandler.notFound }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ReviewHandler.notFound
    }
    let size = Int(status.st_size)
    var headers = ReviewHandler.headers(type(of: path))
    headers.add("Accept-Ranges", "bytes")
    guard let range = range(request.headers["Range"] ?? "bytes=0-", of: size) else {
      headers.add("Content-Range", "bytes */\(size)")
      return BufferedResponse(status: 416, headers: headers)
    }
    headers.add("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
    return BufferedResponse(status: 206, headers: headers, body: try bytes(range, of: descriptor, path))
  }

  /// `bytes=0-99`, `bytes=100-`, `bytes=-100`; nil for what is not in the file.
  static func range(_ text: String, of size: Int) -> Range<Int>? {
    guard let match = text.wholeMatch(of: /bytes=(\d{0,18})-(\d{0,18})/), size > 0 else { return nil }
    let (first, last) = (Int(match.1), Int(match.2))
    let start = first ?? last.map { max(0, size - $0) } ?? size
    let end = min(size, first == nil ? size : (last ?? size - 1) + 1)
    guard start < end else { return nil }
    return start..<min(end, start + part)
  }

  private static func bytes(_ range: Range<Int>, of descriptor: Int32, _ path: String) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var filled = 0
    while filled < bytes.count {
      let step = bytes.withUnsafeMutableBytes {
        pread(
          descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled, off_t(range.lowerBound + filled))
      }
      guard step != 0 else { break }
      guard step > 0 || errno == EINTR else { throw UserError.opening(path, errno: errno) }
      filled += max(0, step)
    }
    return Array(bytes.prefix(filled))
  }

  private static func type(of path: String) -> String {
    switch path.split(separator: ".").last?.lowercased() {
    case "mp4", "m4v": "video/mp4"
    case "mov", "qt": "video/quicktime"
    case "webm": "video/webm"
    case "mkv": "video/x-matroska"
    default: "application/octet-stream"
    }
  }
}
