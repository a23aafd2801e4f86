import Geometry
import Tracking

extension FoundBoxes {
  /// The frames of a span with their boxes: `{"frames":[[start, end, isWhole, [track, left, top, width, height, radius across, radius down, reason, isChanged, …]], …]}`.
  ///
  /// Nine numbers a box, in one list: a span of a crowd has ten thousands.
  func json(from start: MediaTime, to end: MediaTime) -> [UInt8] {
    var text =
      "{\"reasons\":[\(Self.reasons.map { "\"\($0.rawValue)\"" }.joined(separator: ","))],\"frames\":["
    for (number, frame) in frames(from: start, to: end).enumerated() {
      let shown = shown(frame)
      if number > 0 { text += "," }
      text += "[\(shown.lowerBound.seconds),\(shown.upperBound.seconds),\(isWhole[frame]),["
      for (place, index) in boxes(of: frame).enumerated() {
        if place > 0 { text += "," }
        let box = places[6 * index..<6 * index + 6].map { "\($0)" }.joined(separator: ",")
        text += "\(tracks[index] + 1),\(box),\(kinds[index] & 0x1F),\(isChanged(index) ? 1 : 0)"
      }
      text += "]]"
    }
    return Array((text + "]}").utf8)
  }
}
