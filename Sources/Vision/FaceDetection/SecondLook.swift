import Geometry
import Libfacedetection
import OpenCV

/// Looks again where CenterFace saw something, but less than it takes for a face, with a detector of another family: what
/// both see is likely one.
///
/// Each frame is decided by itself, so the same candidates give the same faces in every command.
struct SecondLook {
  /// CenterFace's score from which it looks again.
  static let leastScore = 0.1
  /// The least score of a face that both see: two such looks, or one at a small face, make its track likely.
  static let joinedScore = DetectionOptions.sufficientTwice / 100
  /// Of libfacedetection, 0...100.
  private static let leastConfidence = 65.0
  /// IoU. The detectors draw boxes of different extent.
  private static let leastOverlap = 0.25
  /// The strongest candidates of a frame: most frames have fewer than three, crowds up to forty.
  private static let mostCandidates = 24

  /// The part of the frame around a candidate, enlarged or reduced to `side` pixels, of which the candidate has
  /// `faceSide`.
  private struct View {
    let side: Double
    let faceSide: Double
  }

  /// A face is seen at both scales, the lamp of a car or a pattern mostly at one. The first takes 1.7 ms, where
  /// CenterFace takes 100 for a frame, and rules out most.
  private static let views = [View(side: 96, faceSide: 40), View(side: 128, faceSide: 56)]

  let library: Libfacedetection
  /// The size of the coded frame.
  let size: FrameSize
  let orientation: Orientation
  /// A size with the aspect ratio of the displayed frame: that of CenterFace's input.
  let displayed: FrameSize

  /// The candidates, of which those that are faces have ``joinedScore``, the highest score first.
  ///
  /// - Parameter candidates: boxes in ratios of the displayed frame, the highest score first.
  func looked(at candidates: [ScoredBox], in frame: MappedFrame) throws -> [ScoredBox] {
    let faces = try candidates.prefix(Self.mostCandidates).map { candidate in
      let isSeen = try Self.views.allSatisfy { try sees(candidate.box, in: frame, $0) }
      let score = isSeen ? max(candidate.score, Self.joinedScore) : candidate.score
      return ScoredBox(candidate.box, score: score, landmarks: candidate.landmarks)
    }
    return faces.filter { $0.score >= Self.joinedScore } + faces.filter { $0.score < Self.joinedScore }
      + candidates.dropFirst(Self.mostCandidates)
  }

  private func sees(_ box: Box, in frame: MappedFrame, _ view: View) throws -> Bool {
    guard let (region, imageSize) = surroundings(of: box, view) else { return false }
    let part = orientation.displayed(region, of: size)
    let image = try ColourFrame(of: frame, region: region, orientation: orientation, size: imageSize)
    return try library.faces(inBGR: image.bgr, size: imageSize).contains { face in
      let found = Box(
        left: part.left + face.box.left * part.width, top: part.top + face.box.top * part.height,
        width: face.box.width * part.width, height: face.box.height * part.height)
      return face.confidence >= Self.leastConfidence && found.iou(box) >= Self.leastOverlap
    }
  }

  /// A square around a box as far as it lies in the frame, in pixels of the coded frame, and its displayed size when
  /// looked at. It begins at a complete chroma sample.
  private func surroundings(of box: Box, _ view: View) -> (PixelRect, FrameSize)? {
    let (width, height) = (Double(displayed.width), Double(displayed.height))
    let scale = view.faceSide / max(box.width * width, box.height * height)
    guard scale.isFinite else { return nil }
    let square = Box(
      centerX: box.centerX, centerY: box.centerY, width: view.side / (scale * width),
      height: view.side / (scale * height))
    guard let rect = size.pixels(of: orientation.coded(square)) else { return nil }
    let (x, y) = (rect.x / 2 * 2, rect.y / 2 * 2)
    let region = PixelRect(x: x, y: y, width: rect.width + rect.x - x, height: rect.height + rect.y - y)
    let part = orientation.displayed(region, of: size)
    let pixels = { (ratio: Double, extent: Double) in max(1, Int((ratio * extent * scale).rounded())) }
    return (region, FrameSize(width: pixels(part.width, width), height: pixels(part.height, height)))
  }
}

extension Orientation {
  /// A rectangle of the coded frame in ratios of the displayed frame.
  func displayed(_ region: PixelRect, of size: FrameSize) -> Box {
    let (width, height) = (Double(size.width), Double(size.height))
    return displayed(
      Box(
        left: Double(region.x) / width, top: Double(region.y) / height, width: Double(region.width) / width,
        height: Double(region.height) / height))
  }
}
