import FaceJudges
import Media

/// What judges saw on the frames of closed groups of pictures of a result. Where a later result has a group with the same
/// packets, its pixels are the same, and the same judges see the same.
///
/// Only groups count all of whose frames were looked at, without damage.
public struct GroupLooks: Sendable {
  /// What the pixels depend on beside the packets.
  let decodingDigest: [UInt8]
  /// The faces on each frame, in decoding order.
  private var groups: [GroupDigest: [[JudgedFace]]] = [:]
  private var newest: (group: FrameGroup, faces: [Int: [JudgedFace]])?

  init(_ video: MediaDescription) { decodingDigest = video.decodingDigest }

  func contains(_ digest: GroupDigest) -> Bool { groups[digest] != nil }

  /// The faces on a frame of a known group; nil if it is of another one.
  func faces(at frame: Frame) -> [JudgedFace]? {
    guard let group = frame.group, let faces = group.digest.flatMap({ groups[$0] }),
      faces.indices.contains(group.index)
    else { return nil }
    return faces[group.index]
  }

  /// Adds the look at the next frame.
  mutating func add(_ look: PanelLook, at frame: Frame) {
    guard let group = frame.group else { return finish() }
    if newest?.group.isSame(as: group) != true {
      finish()
      newest = (group, [:])
    }
    if !frame.isDamaged { newest?.faces[group.index] = look.faces }
  }

  /// Ends the group of the newest frame; to be called after the last.
  mutating func finish() {
    guard let (group, faces) = newest else { return }
    newest = nil
    let ordered = (0..<group.count).compactMap { faces[$0] }
    guard let digest = group.digest, ordered.count == group.count, faces.count == group.count else { return }
    groups[digest] = ordered
  }
}
