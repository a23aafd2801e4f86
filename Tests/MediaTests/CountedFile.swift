import Core
import FrameveilTesting
import Media
import Synchronization

/// A file as byte ranges that records requests and can fail.
final class CountedFile: ByteRanges {
  let name: String
  let size: UInt64
  private let bytes: [UInt8]
  private let requests = Mutex<[Range<UInt64>]>([])
  /// Called before each request, with its number.
  private let before: @Sendable (Int) async throws -> Void

  init(_ path: String, before: @escaping @Sendable (Int) async throws -> Void = { _ in }) throws {
    name = path
    bytes = try FrameveilTesting.bytes(of: path)
    size = UInt64(bytes.count)
    self.before = before
  }

  func read(_ count: Int, at offset: UInt64) async throws -> [UInt8] {
    let number = requests.withLock { requests in
      requests.append(offset..<offset + UInt64(count))
      return requests.count
    }
    try await before(number)
    return Array(bytes.dropFirst(Int(offset)).prefix(count))
  }

  /// The requested ranges, in order.
  var asked: [Range<UInt64>] { requests.withLock { $0 } }

  /// The total number of bytes read.
  var bytesRead: Int { asked.reduce(0) { $0 + $1.count } }

  /// The number of bytes that were read more than once.
  var bytesReadAgain: Int {
    var reached: UInt64 = 0
    var once = 0
    for range in asked.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > reached {
      once += Int(range.upperBound - max(reached, range.lowerBound))
      reached = range.upperBound
    }
    return bytesRead - once
  }
}
