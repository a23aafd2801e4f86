import FrameveilTesting
import Geometry
import StillImages

/// Pillow and ffmpeg, and images made by other people's writers: `Judges/animations.py`.
enum ImageJudge {
  static let size = FrameSize(width: 61, height: 47)
  /// The box that tests fill. It is 20 pixels wide and 18 high.
  static let box = PixelRect(x: 13, y: 9, width: 20, height: 18)

  /// Files by their names.
  static func made(_ what: String) throws -> [String: [UInt8]] {
    let folder = try TemporaryFolder()
    try ImageJudges.run("animations.py", ["make-\(what)", folder.path])
    return Dictionary(uniqueKeysWithValues: try folder.names.map { ($0, try bytes(of: folder($0))) })
  }

  /// A result in which the box of some frames was filled.
  struct Case {
    var name: String
    var source: [UInt8]
    var result: [UInt8]
    var edited: [Int]
    var options: [String] = []
  }

  /// What is wrong in results, one line each with the name.
  static func faults(_ cases: [Case]) throws -> [String] {
    let folder = try TemporaryFolder()
    let lines = try cases.enumerated().map { index, it in
      let paths = [
        try folder.write("\(index)-source", it.source), try folder.write("\(index)-result", it.result),
      ]
      let corners = [box.x, box.y, box.maxX, box.maxY].map(String.init)
      let frames = it.edited.isEmpty ? [] : ["--edited", it.edited.map(String.init).joined(separator: ",")]
      return ([it.name] + paths + corners + frames + it.options).joined(separator: " ")
    }
    let list = try folder.write("list", lines.joined(separator: "\n"))
    let output = try ImageJudges.run("animations.py", ["compare", list])
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

extension EditableImage {
  /// Fills the box of a frame with a grey, opaque.
  func fillBox(_ frame: Int, luma: Double = 0.3) throws {
    try edit(frame: frame, in: [ImageJudge.box]) { $0.fill(ImageJudge.box, luma: luma) }
  }
}

/// Whether a damaged file is refused, or read and written, without a crash.
func checkDamage(_ files: [String: [UInt8]], seed: UInt64) throws {
  var chance = SplitMix(seed: seed)
  for (name, file) in files.sorted(by: { $0.key < $1.key }) {
    for round in 0..<8 {
      var damaged = file
      if round % 4 == 3 { damaged = Array(file.prefix(Int.random(in: 12..<file.count, using: &chance))) }
      for _ in 0..<(round % 4) {
        damaged[Int.random(in: 0..<damaged.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
      }
      do {
        let image = try EditableImages.open(damaged, within: FrameLimits(side: 200, pixels: 20_000))
        for frame in image.frames.indices { try image.read(frame: frame) { _ = $0.size } }
        _ = try image.encoded()
      } catch is StillImage.Refusal {
      } catch is ImageError {
      } catch {
        throw TestingError("\(name): \(error)")
      }
    }
  }
}
