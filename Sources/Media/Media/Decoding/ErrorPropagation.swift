import Geometry

/// Determines how far errors propagate. By inter prediction a damaged picture affects all pictures that
/// follow it in decoding order, up to the next key picture. Leading pictures (ITU-T H.265, section 3.74),
/// which follow a key picture in decoding order and precede it in output order, may also be predicted from
/// pictures before the key picture, and only other leading pictures are predicted from them. H.264 with open
/// GOPs behaves the same way.
struct ErrorPropagation: Sendable {
  /// The key pictures, in decoding order. Packets are numbered in that order.
  private var keys: [(number: Int, time: MediaTime?)] = []
  /// The numbers of the packets with leading pictures.
  private var leading: Set<Int> = []

  /// Damage in packets before this one no longer affects any picture.
  var oldest: Int { keys.first?.number ?? 0 }

  /// Adds a packet with the PTS of its picture.
  mutating func add(_ number: Int, at time: MediaTime?, isKey: Bool) {
    if isKey {
      keys.append((number, time))
    } else if let time, let key = keys.last?.time, time < key {
      leading.insert(number)
    }
  }

  /// Whether a picture is affected by any of the damaged packets, including its own.
  mutating func isAffected(
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

  /// Output order differs little from decoding order: pictures before the last few key pictures are not
  /// queried again.
  private mutating func forget(before start: Int?) {
    guard let start, start > Self.kept else { return }
    keys.removeFirst(start - Self.kept)
    let first = keys[0].number
    leading = leading.filter { $0 >= first }
  }

  private static let kept = 64
}
