import Core
import Geometry
import Media
import Reporting
import Tracking

/// Keeps one thumbnail for each of the first tracks, taken from the redacted frame with the largest face.
struct ThumbnailStore: Sendable {
  private(set) var all: [Int: Thumbnail] = [:]
  private var scores: [Int: Double] = [:]
  private let orientation: Orientation

  init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Takes thumbnails from a redacted frame.
  mutating func process(_ redactionBoxes: [RedactionBox], hiddenIn frame: Frame) throws {
    let better = redactionBoxes.filter { $0.reason != .lingering && isBetter($0) }
    guard !better.isEmpty else { return }
    try frame.read { mapped in
      for redactionBox in better {
        guard let thumbnail = Thumbnail(of: mapped, at: redactionBox.box, orientation) else { continue }
        all[redactionBox.track] = thumbnail
        scores[redactionBox.track] = Self.score(redactionBox)
      }
    }
  }

  private func isBetter(_ redactionBox: RedactionBox) -> Bool {
    guard let score = scores[redactionBox.track] else { return all.count < CoverageReport.maxThumbnails }
    return Self.score(redactionBox) > Self.replacementRatio * score
  }

  /// The box size counts; an extrapolated or interpolated box is large without a face of that size.
  private static func score(_ redactionBox: RedactionBox) -> Double {
    switch redactionBox.reason {
    case .sample, .between: redactionBox.box.area
    case .extended, .bridged, .followed, .lingering: redactionBox.box.area * 0.1
    }
  }

  /// The minimum ratio of scores that replaces a thumbnail.
  private static let replacementRatio = 1.5
}
