import FoundationEssentials
import FrameveilTesting
import Testing

/// A MOT line of `frameveil track`, parsed independently of the program's code.
struct TrackedBox: Equatable {
  var frame, track: Int
  var x, y, width, height, confidence: Double

  /// Parses MOT lines; throws for an invalid line.
  static func mot(_ text: String) throws -> [TrackedBox] {
    try text.split(separator: "\n").map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      try #require(fields.count == 10 && fields.suffix(3).allSatisfy { $0 == "-1" }, "\(line)")
      let numbers = try fields[2..<7].map { try #require(Double($0)) }
      return TrackedBox(
        frame: try #require(Int(fields[0])), track: try #require(Int(fields[1])), x: numbers[0],
        y: numbers[1], width: numbers[2], height: numbers[3], confidence: numbers[4])
    }
  }

  /// The share of the visible part of a true face that lies in this box.
  func share(of face: Truth.Box, width columns: Double, height rows: Double) -> Double {
    func common(_ low: Double, _ high: Double, _ start: Double, _ length: Double, _ extent: Double) -> Double
    {
      let (low, high) = (max(0, low) * extent, min(1, high) * extent)
      return max(0, min(high, start + length) - max(low, start)) / (high - low)
    }
    return common(face.left, face.left + face.width, x, width, columns)
      * common(face.top, face.top + face.height, y, height, rows)
  }
}

/// An NDJSON line of `frameveil track`.
struct TrackedObject: Decodable {
  struct Ratios: Decodable { var left, top, width, height: Double }
  struct Pixels: Decodable { var x, y, width, height: Double }
  var frame, track: Int
  var time, confidence: Double
  var box: Ratios
  var pixels: Pixels
  var reason: String

  static func lines(_ bytes: [UInt8]) throws -> [TrackedObject] {
    try bytes.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(TrackedObject.self, from: Data($0))
    }
  }
}

/// Runs `frameveil track`, by default for the video of the sample.
func track(
  _ detections: String, to output: String = "-", fps: String = "30", frames: String = "240",
  size: String = "1280x720", _ more: [String] = [], stdin: Program.Input = .nothing
) throws -> Program.Outcome {
  let video = ["--fps", fps, "--frames", frames, "--size", size]
  return try Frameveil.run(["track", "-d", detections, "-o", output] + video + more, input: stdin)
}
