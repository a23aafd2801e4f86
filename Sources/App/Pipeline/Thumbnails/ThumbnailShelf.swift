import Core
import Geometry
import Media
import Reporting
import Tracking

/// Keeps a picture of each of the first tracks, where it is largest, after hiding.
struct ThumbnailShelf: Sendable {
  private(set) var all: [Int: Thumbnail] = [:]
  private var worths: [Int: Double] = [:]
  private let orientation: Orientation

  init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Looks at a frame on which the covers are hidden.
  mutating func admit(_ covers: [Cover], hiddenIn frame: Frame) throws {
    let better = covers.filter { $0.reason != .lingering && isBetter($0) }
    guard !better.isEmpty else { return }
    try frame.read { picture in
      for cover in better {
        guard let thumbnail = Thumbnail(of: picture, at: cover.box, orientation) else { continue }
        all[cover.track] = thumbnail
        worths[cover.track] = Self.worth(cover)
      }
    }
  }

  private func isBetter(_ cover: Cover) -> Bool {
    guard let worth = worths[cover.track] else { return all.count < CoverageReport.mostThumbnails }
    return Self.worth(cover) > Self.worthwhile * worth
  }

  /// A large face shows more; a cover that only reaches beyond an end is large without a face as large.
  private static func worth(_ cover: Cover) -> Double {
    switch cover.reason {
    case .sample, .between: cover.box.area
    case .extended, .bridged, .followed, .lingering: cover.box.area * 0.1
    }
  }

  /// By how much better a picture must be to be kept anew.
  private static let worthwhile = 1.5
}
