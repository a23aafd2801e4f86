import Geometry

/// Draws the images of an animation again, so that each shows a given canvas on top of what the ones before it left.
///
/// An image of an animation draws what changed, and lets the rest show through. So once a mask has covered a part of the
/// canvas, a later image must draw what it relied on; and what is to be transparent later must be cleared.
struct GIFRedrawing {
  /// What an image has to show.
  struct Target {
    /// The canvas with masks.
    let masked: [GIFPixel]
    /// The canvas without; where it differs, the nearest colour will do.
    let source: [GIFPixel]
  }

  private let size: FrameSize
  private let global: GIFPalette?
  /// What is seen before the next image is drawn.
  private var canvas: [GIFPixel]
  /// The colours of masks for which pixels of the canvas stand in; `undrawn` for all other pixels.
  private var standsFor: [GIFPixel]
  /// Whether an image is cleared that was not in the source.
  private var clearsMore = false
  /// The number of pixels without a mask for whose colour the palette had no room.
  private(set) var misses = 0

  init(_ file: GIFFile) {
    (size, global) = (file.canvas, file.palette)
    canvas = Array(repeating: .undrawn, count: size.width * size.height)
    standsFor = canvas
  }

  /// Draws the next image.
  ///
  /// - Parameters:
  ///   - indices: those of the source.
  ///   - next: the masked canvas of the image after this one.
  mutating func draw(_ frame: GIFFile.Frame, _ indices: [UInt8], _ target: Target, before next: [GIFPixel]?)
    -> (frame: GIFFile.Frame, indices: [UInt8])
  {
    var drawn = frame
    drawn.rect = frame.rect.union(bounds { target.masked[$0] != canvas[$0] && !isRight($0, target) })
    // Pillow applies the last method to images that state none.
    if clearsMore, frame.control.disposal == .unspecified { drawn.control.state(.keep) }
    drawn = disposed(drawn, target.masked, next)
    clearsMore = clearsMore || drawn.control.disposal != frame.control.disposal
    var plan = Plan(frame, drawn.rect, indices, size)
    for place in plan.pixels.indices {
      let pixel = plan.pixel(place)
      guard plan.pixels[place] == .open || target.masked[pixel] != target.source[pixel] else { continue }
      plan.pixels[place] = wanted(pixel, target, mayLeaveOut: frame.control.transparent != nil)
    }
    let result = plan.fitted(frame, frame.palette ?? global)
    misses += result.misses
    if result.palette != (frame.palette ?? global) { drawn.palette = result.palette }
    if drawn.control.transparent != result.transparent {
      drawn.control.transparent = result.transparent
      drawn.control.isPresent = true
    }
    show(drawn, result.indices, target)
    return (drawn, result.indices)
  }

  private func wanted(_ pixel: Int, _ target: Target, mayLeaveOut: Bool) -> Plan.Pixel {
    let (masked, source) = (target.masked[pixel], target.source[pixel])
    if !masked.isDrawn { return .clear }
    if isRight(pixel, target), mayLeaveOut || masked == source { return .seen(canvas[pixel]) }
    return masked == source ? .exact(masked) : .near(masked)
  }

  /// Whether a pixel need not be drawn.
  ///
  /// Below a mask, a colour that is near is right only if it was drawn for the same colour of a mask: otherwise it may be
  /// what the mask is to hide.
  private func isRight(_ pixel: Int, _ target: Target) -> Bool {
    let (seen, wanted) = (canvas[pixel], target.masked[pixel])
    if seen == wanted { return true }
    return wanted.isDrawn && wanted != target.source[pixel] && wanted == standsFor[pixel]
      && seen.distance(to: wanted) <= GIFPaletteFitting.tolerance
  }

  /// Chooses what happens to the image before the next one is drawn: as in the source, unless something would stay that
  /// must not.
  private func disposed(_ frame: GIFFile.Frame, _ shown: [GIFPixel], _ next: [GIFPixel]?) -> GIFFile.Frame {
    guard let next else { return frame }
    let remains = { (pixel: Int) in
      switch frame.control.disposal {
      case .unspecified, .keep: shown[pixel].isDrawn
      case .clear: shown[pixel].isDrawn && !frame.rect.contains(pixel, width: size.width)
      case .restore: canvas[pixel].isDrawn
      }
    }
    guard canvas.indices.contains(where: { !next[$0].isDrawn && remains($0) }) else { return frame }
    var cleared = frame
    cleared.rect = frame.rect.union(bounds { !next[$0].isDrawn && shown[$0].isDrawn })
    cleared.control.state(.clear)
    return cleared
  }

  /// Brings the canvas to what is seen before the image after this one.
  private mutating func show(_ frame: GIFFile.Frame, _ indices: [UInt8], _ target: Target) {
    switch frame.control.disposal {
    case .restore: return
    case .clear:
      canvas.fill(frame.rect, width: size.width, with: .undrawn)
      standsFor.fill(frame.rect, width: size.width, with: .undrawn)
    case .unspecified, .keep:
      let colours = (frame.palette ?? global)?.colours ?? []
      var place = 0
      for y in frame.rect.y..<frame.rect.maxY {
        for pixel in y * size.width + frame.rect.x..<y * size.width + frame.rect.maxX {
          let index = Int(indices[place])
          place += 1
          guard index != frame.control.transparent else { continue }
          canvas[pixel] = colours[index]
          let wanted = target.masked[pixel]
          standsFor[pixel] = wanted == target.source[pixel] ? .undrawn : wanted
        }
      }
    }
  }

  /// The smallest rectangle with all pixels that fulfil a condition.
  private func bounds(_ condition: (Int) -> Bool) -> PixelRect {
    var bounds = PixelRect(x: 0, y: 0, width: 0, height: 0)
    for y in 0..<size.height {
      let row = y * size.width..<(y + 1) * size.width
      guard let first = row.first(where: condition), let last = row.last(where: condition) else { continue }
      bounds = bounds.union(PixelRect(x: first - row.lowerBound, y: y, width: last - first + 1, height: 1))
    }
    return bounds
  }
}

extension GIFFile.Control {
  fileprivate mutating func state(_ disposal: GIFFile.Disposal) {
    (self.disposal, isPresent) = (disposal, true)
  }
}

extension PixelRect {
  /// Whether a pixel of an image of that width is in the rectangle.
  fileprivate func contains(_ pixel: Int, width: Int) -> Bool {
    x..<maxX ~= pixel % width && y..<maxY ~= pixel / width
  }
}
