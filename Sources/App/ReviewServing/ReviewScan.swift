import Core
public import FaceDetection
import FoundationEssentials
public import Geometry
import Media
public import Pipeline
import Tracking

/// What a run would hide in a video: found once, kept in a file beside the edits.
public struct ReviewScan: Sendable {
  public private(set) var overview: ReviewOverview
  let boxes: FoundBoxes
  /// A picture of each track as JPEG, by its number from 1. Not redacted: the file stays as safe as the video.
  let pictures: [Int: [UInt8]]

  /// Runs the stages that find boxes, to the end of the video.
  ///
  /// - Parameters:
  ///   - name: the video's name for the page.
  ///   - descriptor: finds tracks that look alike; nil if it is not installed.
  public init(
    _ job: BlurJob, name: String, _ descriptor: FaceDescriptor?,
    progress: (Int, MediaTime, MediaTime?) -> Void
  ) async throws {
    var (boxes, crops, video) = (FoundBoxes(), TrackPictures?.none, MediaDescription?.none)
    var first: [Int: ReviewOverview.Start] = [:]
    let coverage = try await job.locate(
      begin: {
        video = $0
        crops = TrackPictures(orientation: $0.orientation)
      },
      take: { found, frame in
        boxes.add(found)
        for box in found.boxes where first[box.track] == nil {
          let place = box.box
          first[box.track] = ReviewOverview.Start(
            time: found.time.seconds, box: [place.left, place.top, place.width, place.height])
        }
        try crops?.add(found.boxes, of: frame)
      }, progress: progress)
    guard let video, let crops else {
      throw UserError(.internalFailure, name, "was read without a description")
    }
    self.boxes = boxes
    overview = ReviewOverview(name, video, boxes, coverage, first: first)
    pictures = try crops.jpegs()
    if let descriptor { overview.alike = try Self.alike(crops.descriptors(by: descriptor), overview) }
  }

  private static func alike(_ descriptors: [Int: [Float]], _ overview: ReviewOverview) -> [[Int]] {
    let candidates = overview.tracks.compactMap { track in
      descriptors[track.track - 1].map {
        AlikeTracks.Candidate(
          track: track.track, descriptor: $0, shown: track.start..<max(track.start, track.end))
      }
    }
    return AlikeTracks(candidates, limit: FaceDescriptor.alike).groups
  }
}

extension ReviewScan {
  /// Where a track is on the frame at a time, or where it begins; nil if it is not there.
  ///
  /// - Parameter number: the track number, from 1.
  func place(of number: Int, at time: MediaTime?) -> (time: MediaTime, box: Box)? {
    guard let track = overview.tracks.first(where: { $0.track == number }) else { return nil }
    func place(_ start: ReviewOverview.Start) -> (time: MediaTime, box: Box) {
      let box = start.box
      return (
        MediaTime(seconds: start.time), Box(left: box[0], top: box[1], width: box[2], height: box[3])
      )
    }
    guard let time else { return place(track.first) }
    if let detections = track.detections {
      return detections.min { abs($0.time - time.seconds) < abs($1.time - time.seconds) }.map(place)
    }
    guard let frame = boxes.frame(at: time),
      let index = boxes.boxes(of: frame).first(where: { Int(boxes.tracks[$0]) + 1 == number })
    else { return nil }
    return (MediaTime(nanoseconds: boxes.starts[frame]), boxes.box(index).box)
  }

  private static let magic = Array("frameveil-tracks 3\n".utf8)

  /// Reads a scan; nil if the file is of something else, was damaged, or is missing.
  ///
  /// - Parameter key: what the scan depends on: digests of video and detections, settings, the program's version.
  public init?(kept bytes: [UInt8], for key: String) {
    let head = Self.magic + Array((key + "\n").utf8)
    guard bytes.count > head.count + 32, bytes.starts(with: head),
      SHA256.digest(bytes.dropLast(32)) == Array(bytes.suffix(32))
    else { return nil }
    var reader = ColumnReader(bytes, from: head.count)
    guard let json = reader.column(of: UInt8.self),
      let overview = try? JSONDecoder().decode(ReviewOverview.self, from: Data(json)),
      let boxes = FoundBoxes(&reader), let numbers = reader.column(of: Int64.self)
    else { return nil }
    var pictures: [Int: [UInt8]] = [:]
    for number in numbers { pictures[Int(number)] = reader.column(of: UInt8.self) }
    (self.overview, self.boxes, self.pictures) = (overview, boxes, pictures)
  }

  /// The bytes of the file.
  public func kept(for key: String) throws -> [UInt8] {
    var bytes = Self.magic + Array((key + "\n").utf8)
    func append(_ column: [UInt8]) {
      withUnsafeBytes(of: UInt64(column.count)) { bytes += $0 }
      bytes += column
    }
    append(Array(try JSONEncoder().encode(overview)))
    boxes.append(to: &bytes)
    let numbers = pictures.keys.sorted()
    withUnsafeBytes(of: UInt64(numbers.count)) { bytes += $0 }
    numbers.map { Int64($0) }.withUnsafeBytes { bytes += $0 }
    for number in numbers { append(pictures[number] ?? []) }
    return bytes + SHA256.digest(bytes)
  }
}
