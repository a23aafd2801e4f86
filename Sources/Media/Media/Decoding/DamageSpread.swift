import Geometry

/// How far damage reaches: pictures are predicted from others, so a damaged one spoils all that are decoded after it,
/// until a key picture, which is predicted from none. What is shown before that key picture, though it is decoded after
/// it, is predicted from those before, too, and nothing but its like is predicted from it (leading pictures: ITU-T H.265,
/// section 3.74; so do encoders of H.264 with open groups of pictures).
struct DamageSpread: Sendable {
  /// In the order of decoding; packets are numbered in it.
  private var keys: [(number: Int, time: MediaTime?)] = []
  /// Packets of leading pictures.
  private var leading: Set<Int> = []

  /// Packets before this one spoil no picture any more.
  var oldest: Int { keys.first?.number ?? 0 }

  /// Takes note of a packet, of when its picture is shown, and whether that is a key picture.
  mutating func add(_ number: Int, at time: MediaTime?, isKey: Bool) {
    if isKey {
      keys.append((number, time))
    } else if let time, let key = keys.last?.time, time < key {
      leading.insert(number)
    }
  }

  /// Whether a picture is spoilt by any of the damaged packets, its own among them.
  mutating func isSpoilt(
    _ number: Int, at time: MediaTime?, by damaged: some Sequence<Int>
  ) -> Bool {
    let start = keys.lastIndex { key in
      guard key.number < number, let time, let shown = key.time else { return key.number <= number }
      return shown <= time
    }
    let isLeading = leading.contains(number)
    let spoilers = (start.map { keys[$0].number } ?? min(0, number))...number
    defer { forget(before: start) }
    return damaged.contains { spoilers.contains($0) && (isLeading || $0 == number || !leading.contains($0)) }
  }

  /// Pictures come out nearly in the order of decoding: what lies before the last few keys is not asked for any more.
  private mutating func forget(before start: Int?) {
    guard let start, start > Self.kept else { return }
    keys.removeFirst(start - Self.kept)
    let first = keys[0].number
    leading = leading.filter { $0 >= first }
  }

  private static let kept = 64
}
