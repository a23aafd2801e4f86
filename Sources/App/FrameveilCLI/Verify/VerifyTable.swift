import Geometry

extension VerifyFindings {
  /// Text tables of the visible faces, and of what one judge sees alone; empty if there are none.
  var table: String {
    var text = Self.table(visible)
    if let lone, !lone.isEmpty { text += "seen by one judge alone:\n" + Self.table(lone) }
    if let panel, !visible.isEmpty || lone?.isEmpty == false { text += panel.text + "\n" }
    return text
  }

  /// A header and one line per sighting.
  private static func table(_ sightings: [Sighting]) -> String {
    guard let first = sightings.first else { return "" }
    let names =
      ["from", "to", "frames", "confidence", "left", "top", "width", "height"]
      + (first.judges == nil ? [] : ["pixels", "seen by"]) + (first.tracks == nil ? [] : ["tracks"])
    let rows = [names] + sightings.map(\.cells)
    let widths = names.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
        + "\n"
    }.joined()
  }
}

extension VerifyFindings.Sighting {
  /// The cells of a table row.
  var cells: [String] {
    let places = [box.left, box.top, box.width, box.height].map(Self.hundredths)
    let judges = seenBy.map { ["\(pixels.width)x\(pixels.height)", $0] } ?? []
    return [
      "\(MediaTime(seconds: start))", "\(MediaTime(seconds: end))", "\(frames)",
      "\(Int(confidence.rounded()))",
    ] + places + judges + [trackNames].compactMap(\.self)
  }

  private static func hundredths(_ value: Double) -> String {
    let whole = Int((abs(value) * 100).rounded())
    return (value < 0 && whole > 0 ? "-" : "") + "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
  }
}
