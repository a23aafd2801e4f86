import COpenCV
public import Geometry
import OpenCV

/// Redacts faces in the planes of a frame, in place: everything inside a mask is replaced, and nothing outside
/// the masks and their soft edges is modified. Not thread-safe; each pipeline stage owns one.
public final class Redactor {
  private let style: RedactionStyle
  private let colour: Colorimetry
  private let replacement: Replacement
  private let overlay: PictureOverlay?
  private let single = Scratch()

  /// - Parameters:
  ///   - colour: the meaning of the frames' values, for colours and pictures.
  ///   - orientation: how the frames are displayed, for pictures.
  ///   - pixelAspect: the width of a pixel divided by its height, for pictures.
  public init(
    style: RedactionStyle, colour: Colorimetry = Colorimetry(), orientation: Orientation = .identity,
    pixelAspect: Double = 1
  ) throws {
    self.style = style
    self.colour = colour
    replacement = Replacement(style: style)
    overlay =
      style.effect == .image
      ? try style.picture.map {
        try PictureOverlay($0, colour, orientation: orientation, pixelAspect: pixelAspect)
      } : nil
  }

  /// Redacts masks (in ratios of the coded frame) in a frame of `size`.
  public func redact(_ boxes: [MaskBox], in planes: [MutablePlane], size: FrameSize) throws {
    let boxes = PixelBox.boxes(boxes, style.shape, size)
    let regions = Region.regions(of: boxes, feather: style.feather)
    for (index, plane) in planes.enumerated() {
      let whole = plane.layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
      let masks = boxes.map { $0.mask(on: plane.layout, feather: style.feather) }
      for region in regions {
        let mask = RegionMask(region.indices.map { masks[$0] }, inside: whole)
        try redact(region.indices.map { boxes[$0] }, mask, in: plane, index, whole, avoiding: masks)
      }
    }
  }

  /// Redacts the boxes of a region.
  private func redact(
    _ boxes: [PixelBox], _ mask: RegionMask, in plane: MutablePlane, _ index: Int, _ whole: PixelRect,
    avoiding all: [Mask]
  ) throws {
    guard !mask.bounds.isEmpty, let largest = boxes.max(by: { $0.sides.max() < $1.sides.max() }) else {
      return
    }
    let compositor = Compositor(mask: mask, plane: plane)
    guard style.effect != .solid else {
      let values = style.colour.values(in: plane.layout, plane: index, colour)
      return compositor.write(fill(mask.bounds, plane.layout, values), of: mask.bounds)
    }
    let (image, rect) = try replacement.image(
      of: mask.bounds, in: plane, whole, avoiding: all, face: largest)
    if let overlay {
      for face in boxes where face.isLargest {
        try overlay.draw(on: face, into: image, rect, plane.layout, plane: index)
      }
    }
    compositor.write(image, of: rect)
  }

  /// An image of one colour.
  private func fill(_ rect: PixelRect, _ layout: PlaneLayout, _ values: [Double]) -> fv_image {
    let image = single.image(width: rect.width, height: rect.height, like: layout)
    func fill<Value: FixedWidthInteger & UnsignedInteger>(_: Value.Type) {
      let colour = values.map { Value($0.rounded()) }
      for row in 0..<rect.height {
        let target = image.row(row, of: Value.self)
        for index in 0..<rect.width * layout.channels { target[index] = colour[index % layout.channels] }
      }
    }
    if layout.bytesPerValue == 1 { fill(UInt8.self) } else { fill(UInt16.self) }
    return image
  }
}

extension RedactionStyle {
  /// The parts of a frame of `size`, in pixels, that a ``Redactor`` reads or changes for masks in ratios of the frame.
  public func parts(of masks: [MaskBox], in size: FrameSize) -> [PixelRect] {
    let boxes = PixelBox.boxes(masks, shape, size)
    let whole = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    return Region.regions(of: boxes, feather: feather).map { region in
      let length = region.indices.map { boxes[$0].length }.max() ?? 0
      let margin = Replacement.readDistance(style: self, length)
      return region.reach.grown(dx: margin, dy: margin).intersection(whole)
    }
  }
}
