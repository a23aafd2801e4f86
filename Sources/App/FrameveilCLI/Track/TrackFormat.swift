import Geometry
import Tracking

/// The text format of a redaction box.
enum TrackFormat: String, CaseIterable, Sendable {
  case mot, ndjson

  /// Appends the line of a box. Returns false and appends nothing if the box lies outside the frame.
  func append(
    _ redactionBox: RedactionBox, frame: Int, time: MediaTime, size: FrameSize, to bytes: inout TrackBytes
  ) -> Bool {
    // Hundredths of a pixel, and seven decimals for fractions, as Rekognition has them.
    guard let pixels = ClippedBox(redactionBox.box, across: size.width * 100, down: size.height * 100),
      let ratios = ClippedBox(redactionBox.box, across: 10_000_000, down: 10_000_000)
    else { return false }
    switch self {
    case .mot: Self.appendMOT(redactionBox, frame, pixels, to: &bytes)
    case .ndjson: Self.appendJSON(redactionBox, frame, time, ratios, pixels, to: &bytes)
    }
    return true
  }

  /// `frame,id,bb_left,bb_top,bb_width,bb_height,conf,x,y,z`: A. Milan et al., "MOT16: A Benchmark for
  /// Multi-Object Tracking" (2016), section 4.
  private static func appendMOT(
    _ redactionBox: RedactionBox, _ frame: Int, _ pixels: ClippedBox, to bytes: inout TrackBytes
  ) {
    bytes.append(frame + 1)
    bytes.append(",")
    bytes.append(redactionBox.track + 1)
    bytes.append(",")
    bytes.append(pixels.x, decimals: 2)
    bytes.append(",")
    bytes.append(pixels.y, decimals: 2)
    bytes.append(",")
    bytes.append(pixels.width, decimals: 2)
    bytes.append(",")
    bytes.append(pixels.height, decimals: 2)
    bytes.append(",")
    bytes.append(Int(redactionBox.confidence * 100 + 0.5), decimals: 4)
    bytes.append(",-1,-1,-1\n")
  }

  private static func appendJSON(
    _ redactionBox: RedactionBox, _ frame: Int, _ time: MediaTime, _ ratios: ClippedBox, _ pixels: ClippedBox,
    to bytes: inout TrackBytes
  ) {
    bytes.append("{\"frame\":")
    bytes.append(frame + 1)
    bytes.append(",\"time\":")
    bytes.append(Int(time.nanoseconds), decimals: 9)
    bytes.append(",\"track\":")
    bytes.append(redactionBox.track + 1)
    append("box", "left", "top", ratios, decimals: 7, to: &bytes)
    append("pixels", "x", "y", pixels, decimals: 2, to: &bytes)
    bytes.append(",\"reason\":\"")
    bytes.append(word(for: redactionBox.reason))
    bytes.append("\",\"confidence\":")
    bytes.append(Int(redactionBox.confidence * 10_000 + 0.5), decimals: 4)
    bytes.append("}\n")
  }

  /// Appends a JSON member with the coordinates of a box.
  private static func append(
    _ member: StaticString, _ x: StaticString, _ y: StaticString, _ box: ClippedBox, decimals: Int,
    to bytes: inout TrackBytes
  ) {
    let columns: [(StaticString, Int)] = [
      (x, box.x), (y, box.y), ("width", box.width), ("height", box.height),
    ]
    bytes.append(",\"")
    bytes.append(member)
    for (index, (name, value)) in columns.enumerated() {
      bytes.append(index == 0 ? "\":{\"" : ",\"")
      bytes.append(name)
      bytes.append("\":")
      bytes.append(value, decimals: decimals)
    }
    bytes.append("}")
  }

  private static func word(for reason: RedactionBox.Reason) -> StaticString {
    switch reason {
    case .sample: "sample"
    case .between: "between"
    case .extended: "extended"
    case .bridged: "bridged"
    case .followed: "followed"
    case .adjacentScene: "adjacentScene"
    case .lingering: "lingering"
    }
  }
}

/// A box clipped to the frame, in integer units, rounded outward so that it covers no less.
private struct ClippedBox {
  let x, y, width, height: Int

  /// Clips a box to a frame of `across` x `down` units; nil if it lies outside.
  init?(_ box: Box, across: Int, down: Int) {
    guard let columns = Self.span(box.left, box.right, across),
      let rows = Self.span(box.top, box.bottom, down)
    else { return nil }
    (x, width) = columns
    (y, height) = rows
  }

  /// The start and the length, which is at least 1.
  private static func span(_ low: Double, _ high: Double, _ extent: Int) -> (Int, Int)? {
    guard high > 0, low < 1 else { return nil }
    // The tolerance keeps 0.5 * 640, computed in ratios, from becoming 320.0000000001.
    let start = min(extent - 1, Int(max(0, low) * Double(extent) + 1e-6))
    let end = min(1, high) * Double(extent) - 1e-6
    let whole = Int(end)
    return (start, max(1, (Double(whole) < end ? whole + 1 : whole) - start))
  }
}
