public import FaceDetection
public import Geometry
public import Media
import StillImages
public import Tracking

/// Keeps a picture of each track for a reviewer, from the frame on which its detected box is largest. Not redacted.
public struct TrackPictures: Sendable {
  /// The largest number of pictures.
  public static let limit = 10_000
  /// The minimum ratio of areas that replaces a picture.
  private static let replacementRatio = 1.5

  private var kept: [Int: (thumbnail: Thumbnail, area: Double)] = [:]
  private let orientation: Orientation

  public init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Takes pictures of the tracks of a frame.
  public mutating func add(_ boxes: [RedactionBox], of frame: Frame) throws {
    let better = boxes.filter { box in
      guard let before = kept[box.track] else { return kept.count < Self.limit }
      return Self.isSeen(box) && box.box.area > Self.replacementRatio * before.area
    }
    guard !better.isEmpty, frame.isDecoded else { return }
    try frame.read { mapped in
      for box in better {
        guard let thumbnail = Thumbnail(of: mapped, in: box.box, orientation, where: { _ in true }) else {
          continue
        }
        kept[box.track] = (thumbnail, Self.isSeen(box) ? box.box.area : 0)
      }
    }
  }

  private static func isSeen(_ box: RedactionBox) -> Bool { box.reason == .sample || box.reason == .between }

  /// The descriptors of the pictures of detected faces, by track number from 0.
  public func descriptors(by descriptor: FaceDescriptor) throws -> [Int: [Float]] {
    // Two thousand take a minute.
    let seen = kept.filter { $0.value.area > 0 }.sorted { $0.key < $1.key }.prefix(2_000)
    return try seen.reduce(into: [:]) { all, one in
      let thumbnail = one.value.thumbnail
      all[one.key] = try descriptor.describe { x, y in
        thumbnail.colour(
          x: (Float(x) + 0.5) / Float(FaceDescriptor.side), y: (Float(y) + 0.5) / Float(FaceDescriptor.side))
      }
    }
  }

  /// The pictures as JPEG, by track number from 1.
  public func jpegs() throws -> [Int: [UInt8]] {
    try kept.reduce(into: [:]) { $0[$1.key + 1] = try $1.value.thumbnail.jpeg() }
  }
}
