import Core
import Geometry
import Media
import Reporting
import Tracking

/// Keeps a picture of each of the first tracks, where it is largest, after hiding.
struct ThumbnailStore: Sendable {
  private(set) var all: [Int: Thumbnail] = [:]
  private var worths: [Int: Double] = [:]
  private let orientation: Orientation

  init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Looks at a frame on which the covers are hidden.
  mutating func admit(_ redactionBoxes: [RedactionBox], hiddenIn frame: Frame) throws {
    let better = redactionBoxes.filter { $0.reason != .lingering && isBetter($0) }
    guard !better.isEmpty else { return }
    try frame.read { picture in
      for redactionBox in better {
        guard let thumbnail = Thumbnail(of: picture, at: redactionBox.box, orientation) else { continue }
        all[redactionBox.track] = thumbnail
        worths[redactionBox.track] = Self.worth(redactionBox)
      }
    }
  }

  private func isBetter(_ redactionBox: RedactionBox) -> Bool {
    guard let worth = worths[redactionBox.track] else { return all.count < CoverageReport.mostThumbnails }
    return Self.worth(redactionBox) > Self.worthwhile * worth
  }

  /// A large face shows more; a cover that only reaches beyond an end is large without a face as large.
  private static func worth(_ redactionBox: RedactionBox) -> Double {
    switch redactionBox.reason {
    case .sample, .between: redactionBox.box.area
    case .extended, .bridged, .followed, .lingering: redactionBox.box.area * 0.1
    }
  }

  /// By how much better a picture must be to be kept anew.
  private static let worthwhile = 1.5
}
