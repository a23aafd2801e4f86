import Core
import Geometry

/// The closed group of pictures that a frame was coded in, and its place there.
public struct FrameGroup: Sendable {
  private let place: CodedPlace

  init(_ place: CodedPlace) { self.place = place }

  /// The place of the frame's packet in decoding order, from 0.
  public var index: Int { place.index }

  /// The number of coded pictures, as far as they were read.
  public var count: Int { place.group.pictures.count }

  /// The digest of the group, once all of it was read; nil for a group that cannot be decoded by itself.
  public var digest: GroupDigest? { place.group.digest }

  public func isSame(as other: FrameGroup) -> Bool { place.group === other.place.group }
}

/// SHA-256 of the packets of a closed group of pictures, with their boundaries.
///
/// A group begins with an IDR picture, at which a decoder forgets all pictures before (Rec. ITU-T H.264, section 8.2.1), and has
/// no parameter sets but those of the header. So groups with one digest, in videos of which
/// ``MediaDescription/decodingDigest`` is the same, decode to the same pixels.
public struct GroupDigest: Sendable, Hashable {
  let bytes: [UInt8]

  init(_ pictures: [CodedGroup.Picture]) {
    var sum = SHA256()
    for picture in pictures {
      let packet = picture.packet.bytes
      withUnsafeBytes(of: UInt64(packet.count)) { sum.update($0) }
      sum.update(packet)
    }
    bytes = sum.finish()
  }
}

extension Frame {
  /// Its group, if the reader keeps groups; nil for codecs other than H.264.
  public var group: FrameGroup? { coded.map(FrameGroup.init) }
}

extension MediaDescription {
  /// SHA-256 of what the displayed pixels depend on beside the packets: codec headers, pixel format, colorimetry, size and
  /// orientation.
  public var decodingDigest: [UInt8] {
    var sum = SHA256()
    let headers = video.parameters.extradata
    withUnsafeBytes(of: UInt64(headers.count)) { sum.update($0) }
    sum.update(headers)
    sum.update("\(decoder)\n\(format.caps)\n\(orientation.quarterTurns) \(orientation.isFlipped)".utf8)
    return sum.finish()
  }
}
