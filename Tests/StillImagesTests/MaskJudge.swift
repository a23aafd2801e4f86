import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Images in which masks are filled, as other people's readers see them.
enum MaskJudge {
  /// The problems that a script sees in changed images, and what it says last.
  static func judge(_ script: String, _ cases: [ImageCase], _ folder: TemporaryFolder) throws -> [String] {
    let text = "[" + cases.map(\.json).joined(separator: ",") + "]"
    let output = try ImageJudges.run(script, ["judge", folder.write("cases.json", text)])
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// A rectangle of a frame that is filled with a colour.
struct ImageMask {
  var (x, y, width, height): (Int, Int, Int, Int)
  /// Red, green and blue; nil to make it transparent.
  var colour: [Int]? = [250, 5, 190]
  /// Whether it is filled with other shades from pixel to pixel, as by a blur.
  var isShaded = false

  init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// Made transparent, if the image has transparent pixels.
  func cleared(in image: any EditableImage) throws -> ImageMask {
    var (mask, hasOpacity) = (self, false)
    try image.edit(frame: 0, in: []) { hasOpacity = $0.opacity != nil }
    if hasOpacity { mask.colour = nil }
    return mask
  }

  func fill(_ image: any EditableImage, frame: Int) throws {
    let part = PixelRect(x: x, y: y, width: width, height: height)
    try image.edit(frame: frame, in: [part]) { planes in
      let colour = (colour ?? [0, 0, 0]).map(Double.init)
      let luma = (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255
      let values = [luma, (colour[2] / 255 - luma) / 1.772, (colour[0] / 255 - luma) / 1.402]
      planes.fill(part, with: values, opacity: self.colour == nil ? 0 : 1) { row, column in
        isShaded ? Double((row * 7 + column * 3) % 50) : 0
      }
    }
  }

  var json: String {
    "[\(x),\(y),\(width),\(height),\(isShaded ? "true" : colour.map { "\($0)" } ?? "null")]"
  }
}

/// An image that was changed, to be compared with its source.
struct ImageCase {
  let source, result: String
  let masks: [ImageMask?]
  let slack: Int

  /// Fills masks, one or none for each frame, and writes the result into the folder of the source.
  init(
    _ name: String, in folder: TemporaryFolder, _ image: any EditableImage, _ masks: [ImageMask?],
    slack: Int = 0
  ) throws {
    for (frame, mask) in masks.enumerated() { try mask?.fill(image, frame: frame) }
    source = folder(name)
    result = try folder.write("result-" + name, image.encoded())
    (self.masks, self.slack) = (masks, slack)
  }

  var json: String {
    let boxes = masks.map { $0?.json ?? "null" }.joined(separator: ",")
    return "[\"\(source)\",\"\(result)\",[\(boxes)],\(slack)]"
  }
}
