import FoundationEssentials
import FrameveilTesting
import Testing

/// A clip with two faces that stand still, and edits of it: track 1 at the top left, track 2 at the top right.
struct ReviewedClip {
  static let faces = [[0.1, 0.1, 0.15, 0.2], [0.7, 0.1, 0.15, 0.2]]
  /// Inside each face, in pixels.
  static let places: [(x: Range<Int>, y: Range<Int>)] = [(34..<78, 26..<70), (226..<270, 26..<70)]

  let folder: TemporaryFolder
  let video: String
  let detections: String

  init() throws {
    folder = try TemporaryFolder()
    video = try Clip.ntscWithBFrames.path
    detections = try folder.write("faces.json", DetectionResponse.text(Self.faces))
  }

  static func record(_ path: String, named name: String) throws -> JSON {
    let sum = String(decoding: try Program(["sha256sum", path]).runTool(), as: UTF8.self)
    return [
      "name": .string(name), "bytes": .integer(try bytes(of: path).count),
      "sha256": .string(String(sum.prefix(64))),
    ]
  }

  /// The first box of a track is larger than the face by the margin.
  static func anchor(_ track: Int, time: Double = 0) -> JSON {
    let face = faces[track - 1]
    let box = [face[0] - 0.2 * face[2], face[1] - 0.2 * face[3], 1.4 * face[2], 1.4 * face[3]]
    return ["track": .integer(track), "time": .number(time), "box": .array(box.map { .number($0) })]
  }

  /// Writes edits with some members changed, and returns their path.
  func edits(_ changed: [String: JSON]) throws -> String {
    var edits: [String: JSON] = [
      "schema": "frameveil-edits", "version": 1, "video": try Self.record(video, named: "clip.mp4"),
      "detections": try Self.record(detections, named: "faces.json"),
      "settings": [
        "hide": "faces", "coverage": "0.92", "margin": "0.2", "max-gap": "8.0", "min-confidence": "0.0",
        "min-track-confidence": "default", "guide": "on", "on-weak": "linger", "shots": "found",
      ],
    ]
    edits.merge(changed) { $1 }
    let text = String(decoding: try JSONEncoder().encode(JSON.object(edits)), as: UTF8.self)
    return try folder.write("clip.edits.json", text)
  }

  func blur(_ edits: [String: JSON], _ options: [String] = []) throws -> Program.Outcome {
    try Frameveil.run(
      ["blur", video, "--edits", try self.edits(edits), "-o", folder("out.mp4"), "--effect", "solid"]
        + options)
  }
}
