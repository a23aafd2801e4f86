import Foundation
import Geometry

/// True boxes as MOTChallenge publishes them (A. Milan et al., "MOT16: A Benchmark for Multi-Object Tracking", 2016): a
/// folder with `seqinfo.ini` and `gt/gt.txt`.
struct Truth {
  /// What is wrong where.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let folder: URL
  /// Whether boxes hold whole persons, of whom the head is taken: the upper seventh.
  private let isOfPersons: Bool
  private var settings: [Substring: Substring] = [:]

  /// Reads the settings of a set.
  init(_ folder: String, ofPersons: Bool) throws {
    self.folder = URL(fileURLWithPath: folder)
    isOfPersons = ofPersons
    for line in try text("seqinfo.ini").split(whereSeparator: \.isNewline) {
      let words = line.split(separator: "=", maxSplits: 1)
      if words.count == 2 { settings[words[0]] = words[1] }
    }
  }

  /// The set as a video: a face counts where its centre lies in the picture and half of it can be seen.
  func world() throws -> World {
    let (rate, size) = try (number("frameRate"), (number("imWidth"), number("imHeight")))
    var frames = Array(repeating: [Face](), count: Int(try number("seqLength")))
    for (index, line) in try text("gt/gt.txt").split(whereSeparator: \.isNewline).enumerated() {
      let words = line.split(separator: ",")
      let fields = words.compactMap { Double($0) }
      guard fields.count >= 7, fields.count == words.count, fields.allSatisfy(\.isFinite),
        let number = Int(exactly: fields[0]), frames.indices.contains(number - 1)
      else {
        throw Failure(
          description:
            "\(folder.path)/gt/gt.txt:\(index + 1): no frame,id,left,top,width,height,flag: \(line)")
      }
      // What the set says not to count, such as cars and reflections.
      guard fields[6] != 0 else { continue }
      frames[number - 1].append(face(fields, size))
    }
    let heights = frames.joined().map { $0.box.height }.sorted()
    guard !heights.isEmpty else { throw Failure(description: "\(folder.path) holds no box") }
    let usual = (heights[heights.count / 10], heights[heights.count * 9 / 10])
    return World(folder.lastPathComponent, heights: usual, frameRate: rate, frames: frames)
  }

  private func face(_ fields: [Double], _ size: (Double, Double)) -> Face {
    var box = Box(
      left: fields[2] / size.0, top: fields[3] / size.1, width: fields[4] / size.0, height: fields[5] / size.1
    )
    if isOfPersons {
      let height = box.height / 7
      let width = 0.8 * height * size.1 / size.0
      box = Box(left: box.centerX - width / 2, top: box.top, width: width, height: height)
    }
    let isInside = (0...1).contains(box.centerX) && (0...1).contains(box.centerY)
    // Older sets have -1 here, for not known.
    let isHidden = fields.count >= 9 && (0..<0.5).contains(fields[8])
    return Face(head: Int(fields[1]), box: box, isClear: isInside && !isHidden)
  }

  private func number(_ name: Substring) throws -> Double {
    guard let value = settings[name].flatMap({ Double($0) }), value > 0 else {
      throw Failure(description: "\(folder.path)/seqinfo.ini: \(name) is missing, or no number")
    }
    return value
  }

  private func text(_ name: String) throws -> String {
    let file = folder.appending(path: name)
    do {
      return try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw Failure(description: "\(file.path) cannot be read: \(error.localizedDescription)")
    }
  }
}
