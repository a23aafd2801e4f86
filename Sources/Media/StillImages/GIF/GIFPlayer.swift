import Geometry

/// Composites the images of a GIF one after the other (GIF89a, section 23, "Disposal Method").
struct GIFPlayer {
  /// An image as shown.
  struct Shown {
    /// Row by row.
    var canvas: [GIFPixel]
    /// The palette indices of the image.
    var indices: [UInt8]
  }

  private let file: GIFFile
  private let size: FrameSize
  private(set) var shown: Shown
  /// The number of the image shown; -1 before the first.
  private(set) var index = -1
  /// What the image shown has covered, if that is restored.
  private var covered: [GIFPixel] = []

  init(_ file: GIFFile) {
    self.file = file
    size = file.canvas
    shown = Shown(canvas: Array(repeating: .undrawn, count: size.width * size.height), indices: [])
  }

  /// Goes on to the next image, of which there must be one.
  mutating func advance() throws {
    dispose()
    index += 1
    let frame = file.frames[index]
    if frame.control.disposal == .restore { covered = shown.canvas }
    shown.indices = try GIFDecoder.indices(of: frame, in: file)
    let colours = (frame.palette ?? file.palette)?.colours ?? []
    var place = 0
    for y in frame.rect.y..<frame.rect.maxY {
      for pixel in y * size.width + frame.rect.x..<y * size.width + frame.rect.maxX {
        let value = Int(shown.indices[place])
        if value != frame.control.transparent { shown.canvas[pixel] = colours[value] }
        place += 1
      }
    }
  }

  private mutating func dispose() {
    guard index >= 0 else { return }
    switch file.frames[index].control.disposal {
    case .unspecified, .keep: break
    case .clear: shown.canvas.fill(file.frames[index].rect, width: size.width, with: .undrawn)
    case .restore: shown.canvas = covered
    }
  }
}

extension [GIFPixel] {
  /// Sets the pixels of a rectangle.
  mutating func fill(_ rect: PixelRect, width: Int, with pixel: GIFPixel) {
    for y in rect.y..<rect.maxY {
      for place in y * width + rect.x..<y * width + rect.maxX { self[place] = pixel }
    }
  }
}
