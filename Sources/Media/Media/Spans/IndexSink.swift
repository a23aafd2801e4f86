import Core
import Synchronization

/// Keeps what a muxer writes before and after the media data of an MP4, and drops these, which lie elsewhere.
final class IndexSink: ByteSink {
  private struct State {
    var head: [UInt8] = []
    var media: Range<UInt64>?
    var tail: [UInt8] = []
  }
  private let state = Mutex(State())
  let name: String
  let rewritableRange = RewritableRange.anywhere

  init(name: String) {
    self.name = name
  }

  /// What precedes the media data, and what follows them.
  var kept: (head: [UInt8], tail: [UInt8]) { state.withLock { ($0.head, $0.tail) } }

  /// From now on, the bytes of a range are media data.
  func drop(_ media: Range<UInt64>) { state.withLock { $0.media = media } }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    state.withLock { state in
      let media = state.media ?? .max..<UInt64.max
      let range = offset..<offset + UInt64(bytes.count)
      let before = range.clamped(to: 0..<media.lowerBound)
      let after = range.clamped(to: media.upperBound..<UInt64.max)
      Self.put(bytes.prefix(before.count), in: &state.head, at: Int(clamping: before.lowerBound))
      guard !after.isEmpty else { return }
      Self.put(
        bytes.suffix(after.count), in: &state.tail, at: Int(clamping: after.lowerBound - media.upperBound))
    }
  }

  private static func put(_ bytes: Slice<UnsafeRawBufferPointer>, in target: inout [UInt8], at place: Int) {
    guard !bytes.isEmpty else { return }
    let end = place + bytes.count
    if target.count < end { target += [UInt8](repeating: 0, count: end - target.count) }
    target.replaceSubrange(place..<end, with: bytes)
  }
}
