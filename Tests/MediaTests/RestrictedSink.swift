import Core
import Media
import Synchronization

/// A sink in memory that throws for writes that its rewriting mode does not allow.
final class RestrictedSink: ByteSink {
  let name = "s3://b/result"
  let rewritableRange: RewritableRange
  private let content = Mutex<[UInt8]>([])
  private let backward = Mutex<[Range<UInt64>]>([])

  init(_ rewritableRange: RewritableRange) {
    self.rewritableRange = rewritableRange
  }

  var bytes: [UInt8] { content.withLock { $0 } }
  /// The ranges of writes that were not sequential.
  var rewritten: [Range<UInt64>] { backward.withLock { $0 } }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    let range = offset..<offset + UInt64(bytes.count)
    let isAllowed = content.withLock { content in
      let written = UInt64(content.count)
      let isOnward = range.lowerBound == written
      let isAllowed =
        switch rewritableRange {
        case .anywhere: true
        case .head(let head): isOnward || range.upperBound <= min(head, written)
        case .nowhere: isOnward
        }
      guard isAllowed else { return false }
      if !isOnward { backward.withLock { $0.append(range) } }
      if range.upperBound > written {
        content += [UInt8](repeating: 0, count: Int(range.upperBound - written))
      }
      content.replaceSubrange(Int(range.lowerBound)..<Int(range.upperBound), with: bytes)
      return true
    }
    guard isAllowed else { throw UserError(.internalFailure, name, "forbids a write at \(range)") }
  }
}
