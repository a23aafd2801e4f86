public import Geometry

/// The corners of a line or word of text, in ratios of the displayed image, in its reading direction: from the start of the
/// upper edge around to the start of the lower edge.
public struct TextQuad: Hashable, Sendable {
  public var topStart, topEnd, bottomEnd, bottomStart: SIMD2<Double>

  init(topStart: SIMD2<Double>, topEnd: SIMD2<Double>, bottomEnd: SIMD2<Double>, bottomStart: SIMD2<Double>) {
    (self.topStart, self.topEnd) = (topStart, topEnd)
    (self.bottomEnd, self.bottomStart) = (bottomEnd, bottomStart)
  }

  /// An upright rectangle with level text.
  init(_ box: Box) {
    self.init(
      topStart: SIMD2(box.left, box.top), topEnd: SIMD2(box.right, box.top),
      bottomEnd: SIMD2(box.right, box.bottom), bottomStart: SIMD2(box.left, box.bottom))
  }

  /// A line that is read downwards, as one that was turned clockwise.
  static func downwards(_ box: Box) -> TextQuad {
    TextQuad(
      topStart: SIMD2(box.right, box.top), topEnd: SIMD2(box.right, box.bottom),
      bottomEnd: SIMD2(box.left, box.bottom), bottomStart: SIMD2(box.left, box.top))
  }

  public var corners: [SIMD2<Double>] { [topStart, topEnd, bottomEnd, bottomStart] }

  var center: SIMD2<Double> { (topStart + topEnd + bottomEnd + bottomStart) / 4 }

  /// The upright box around it.
  public var box: Box {
    let low = corners.reduce(topStart, pointwiseMin)
    let extent = corners.reduce(topStart, pointwiseMax) - low
    return Box(left: low.x, top: low.y, width: extent.x, height: extent.y)
  }

  /// The same place read from the other end.
  var reversed: TextQuad {
    TextQuad(topStart: bottomEnd, topEnd: bottomStart, bottomEnd: topStart, bottomStart: topEnd)
  }

  /// A part of its length, in ratios of it.
  func part(from start: Double, to end: Double) -> TextQuad {
    let (top, bottom) = (topEnd - topStart, bottomEnd - bottomStart)
    return TextQuad(
      topStart: topStart + start * top, topEnd: topStart + end * top, bottomEnd: bottomStart + end * bottom,
      bottomStart: bottomStart + start * bottom)
  }

  /// The quad in the whole image of one in a part of it.
  func inside(_ part: Box) -> TextQuad {
    let (origin, extent) = (SIMD2(part.left, part.top), SIMD2(part.width, part.height))
    return mapped { origin + $0 * extent }
  }

  /// The position of a point along the reading direction and across it: both 0...1 inside.
  func position(of point: SIMD2<Double>) -> SIMD2<Double> {
    let (along, across, offset) = (topEnd - topStart, bottomStart - topStart, point - topStart)
    let area = along.x * across.y - along.y * across.x
    guard abs(area) > .ulpOfOne else { return SIMD2(-1, -1) }
    return SIMD2(
      (offset.x * across.y - offset.y * across.x) / area, (along.x * offset.y - along.y * offset.x) / area)
  }

  func mapped(_ transform: (SIMD2<Double>) -> SIMD2<Double>) -> TextQuad {
    TextQuad(
      topStart: transform(topStart), topEnd: transform(topEnd), bottomEnd: transform(bottomEnd),
      bottomStart: transform(bottomStart))
  }

  /// The length of the text and its height, in pixels of an image.
  func extent(in size: FrameSize) -> (length: Double, height: Double) {
    let scale = SIMD2(Double(size.width), Double(size.height))
    let (along, across) = ((topEnd - topStart) * scale, (bottomStart - topStart) * scale)
    return ((along * along).sum().squareRoot(), (across * across).sum().squareRoot())
  }
}

/// A line of text, or one of its words, as it is read.
public struct ReadText: Hashable, Sendable {
  public var text: String
  /// The mean confidence of its characters, 0...100.
  public var confidence: Double
  public var quad: TextQuad
}

/// A line of text with its words.
public struct ReadLine: Hashable, Sendable {
  public var line: ReadText
  /// In reading order; what has no spaces is one word.
  public var words: [ReadText]
}
