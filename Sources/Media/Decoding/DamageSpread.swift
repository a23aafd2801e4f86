import Geometry

/// How far damage reaches: pictures are predicted from others, so a damaged one spoils all that are decoded after it,
/// until a key picture, which is predicted from none. What is shown before that key picture, though it is decoded after
/// it, is predicted from those before, too.
struct DamageSpread: Sendable {
  /// In the order of decoding; packets are numbered in it.
  private var keys: [(number: Int, time: MediaTime?)] = []

  /// Takes note of a packet that holds a key picture, shown at some time.
  mutating func add(key number: Int, at time: MediaTime?) { keys.append((number, time)) }

  /// The packets of which any may have spoilt a picture, its own among them.
  mutating func sources(of number: Int, at time: MediaTime?) -> ClosedRange<Int> {
    let start = keys.lastIndex { key in
      guard key.number < number, let time, let shown = key.time else { return key.number <= number }
      return shown <= time
    }
    guard let start else { return min(0, number)...number }
    let first = keys[start].number
    // Pictures come out nearly in the order of decoding: what lies before the last few keys is not asked for any more.
    if start > Self.kept { keys.removeFirst(start - Self.kept) }
    return first...number
  }

  private static let kept = 64
}
