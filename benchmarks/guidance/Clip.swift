import Foundation
import Geometry

/// One face of the truth on one frame.
struct Face: Sendable {
  var head: Int
  var box: Box
  /// The share of the box that is in the picture and behind nothing.
  var visible: Double
}

/// A clip made by `render.py`: its small pictures, as they come out of a real decoder, and its truth.
struct Clip: Sendable {
  static let frameRate = 25.0
  private static let size = FrameSize(width: 640, height: 360)

  var family: String
  var pictures: [LumaFrame] = []
  var faces: [[Face]] = []

  /// The instant of a frame.
  static func time(_ frame: Int) -> MediaTime { MediaTime(seconds: Double(frame) / frameRate) }

  /// Reads `NAME.mp4` and `NAME.truth`, where NAME is a family and a number.
  init(_ directory: String, _ name: String) throws {
    family = name.split(separator: "-").dropLast().joined(separator: " ")
    let bytes = try Self.decode("\(directory)/\(name).mp4")
    let area = Self.size.width * Self.size.height
    for start in stride(from: 0, to: bytes.count - area + 1, by: area) {
      let values = [UInt8](bytes[(bytes.startIndex + start)..<(bytes.startIndex + start + area)])
      guard let picture = LumaFrame(width: Self.size.width, height: Self.size.height, bytes: values) else {
        continue
      }
      pictures.append(picture)
    }
    faces = Array(repeating: [], count: pictures.count)
    for line in try String(contentsOfFile: "\(directory)/\(name).truth", encoding: .utf8).split(
      separator: "\n")
    {
      let values = line.split(separator: " ").compactMap { Double($0) }
      guard values.count == 7, Int(values[0]) < faces.count else { throw CocoaError(.fileReadCorruptFile) }
      let box = Box(left: values[2], top: values[3], width: values[4], height: values[5])
      faces[Int(values[0])].append(Face(head: Int(values[1]), box: box, visible: values[6]))
    }
  }

  private static func decode(_ path: String) throws -> Data {
    let decoder = Process()
    let pipe = Pipe()
    decoder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    decoder.arguments = ["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    decoder.standardOutput = pipe
    try decoder.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    decoder.waitUntilExit()
    guard decoder.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return bytes
  }
}
