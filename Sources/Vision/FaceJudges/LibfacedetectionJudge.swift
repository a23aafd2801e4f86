import FaceDetection
import Geometry
import Libfacedetection
import OpenCV

/// libfacedetection as a judge. It looks at 1280 pixels of the longer side at least, where that enlarges the frame 2.5
/// times at most, and at 1920 at most.
final class LibfacedetectionJudge: FaceJudge {
  static let judge = Judge(name: "libfacedetection", family: "YuNet (libfacedetection)", isDetector: true)

  private static let smallest = 1280.0
  private static let largest = 1920.0
  private static let mostEnlarged = 2.5
  /// Of 0...100.
  private static let minConfidence = 50.0

  private let library: Libfacedetection
  private let video: JudgedVideo
  private let size: FrameSize

  init(_ library: Libfacedetection, video: JudgedVideo) {
    (self.library, self.video) = (library, video)
    let displayed = video.displayed
    let longer = Double(max(displayed.width, displayed.height))
    let scale = min(
      max(1, min(Self.smallest / longer, Self.mostEnlarged)), Self.largest / longer)
    let side = { (side: Int) in max(32, Int((Double(side) * scale).rounded())) }
    size = FrameSize(width: side(displayed.width), height: side(displayed.height))
  }

  func faces(in frame: MappedFrame, near hints: [Box]) throws -> [ScoredBox] {
    let whole = PixelRect(x: 0, y: 0, width: video.size.width, height: video.size.height)
    let image = try ColourFrame(of: frame, region: whole, orientation: video.orientation, size: size)
    return try library.faces(inBGR: image.bgr, size: size).filter { $0.confidence >= Self.minConfidence }.map
    {
      ScoredBox($0.box, score: $0.confidence / 100)
    }
  }
}
