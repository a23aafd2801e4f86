import AWS
import Detections
import Geometry

/// Responses with the member names of the service model. Members that the embedded detector does not know are
/// omitted.
enum Responses {
  struct Start: Encodable {
    var JobId: String
  }

  /// The response of all Get operations; a kind of job has either `Faces` or `Persons`.
  struct Get: Encodable {
    var JobStatus: String
    var StatusMessage: String?
    var VideoMetadata: VideoMetadata?
    var NextToken: String?
    var Faces: [TimedFace]?
    var Persons: [TimedPerson]?
    var JobId: String
    var Video: Video
    var JobTag: String?
  }

  struct Failure: Encodable {
    var __type: String
    var Code: String
    var Message: String
  }

  struct Video: Encodable {
    var S3Object: S3Object
  }

  struct S3Object: Encodable {
    var Bucket: String
    var Name: String
    var Version: String?
  }

  struct VideoMetadata: Encodable {
    var Codec: String?
    var DurationMillis: Int64?
    var Format: String?
    var FrameRate: Double?
    var FrameHeight: Int?
    var FrameWidth: Int?
    var ColorRange: String
  }

  struct TimedFace: Encodable {
    var Timestamp: Int64
    var Face: Face
  }

  struct TimedPerson: Encodable {
    var Timestamp: Int64
    var Person: Person
    /// GetFaceSearch only; always empty, since there are no face collections.
    var FaceMatches: [String]?
  }

  struct Person: Encodable {
    var Index: Int64?
    /// The face box: the detector does not find whole persons.
    var BoundingBox: BoundingBox
    var Face: Face
  }

  struct Face: Encodable {
    var BoundingBox: BoundingBox
    var Confidence: Double
    var Landmarks: [Landmark]?
  }

  struct Landmark: Encodable {
    var `Type`: String
    var X: Double
    var Y: Double
  }

  struct BoundingBox: Encodable {
    var Width: Double
    var Height: Double
    var Left: Double
    var Top: Double
  }
}

extension Responses.BoundingBox {
  init(_ box: Box) {
    self.init(Width: box.width, Height: box.height, Left: box.left, Top: box.top)
  }
}

extension Responses.Face {
  init(_ finding: Findings.Finding) {
    self.init(finding.box, finding.confidence, finding.landmarks)
  }

  init(_ face: DetectedBox) {
    self.init(face.box, face.confidence, face.landmarks)
  }

  private init(_ box: Box, _ confidence: Double, _ points: [SIMD2<Double>]) {
    self.init(BoundingBox: Responses.BoundingBox(box), Confidence: confidence)
    guard !points.isEmpty else { return }
    Landmarks = zip(ImageDetectionWriter.landmarkTypes, points).map {
      Responses.Landmark(Type: $0, X: $1.x, Y: $1.y)
    }
  }
}

extension Responses.Get {
  /// The state of a job, without its results.
  init(_ job: Job) {
    let object = job.object
    self.init(
      JobStatus: "IN_PROGRESS", JobId: job.id,
      Video: Responses.Video(
        S3Object: Responses.S3Object(Bucket: object.bucket, Name: object.key, Version: object.version)),
      JobTag: job.request.JobTag)
    switch job.state {
    case .waiting, .running: break
    case .failed(let message): (JobStatus, StatusMessage) = ("FAILED", message)
    case .succeeded(let findings):
      (JobStatus, VideoMetadata) = ("SUCCEEDED", Responses.VideoMetadata(findings.video))
    }
  }

  /// Sets a page of results.
  mutating func take(_ findings: [Findings.Finding], of kind: JobKind) {
    guard kind.includesPersons else {
      Faces = findings.map { Responses.TimedFace(Timestamp: $0.milliseconds, Face: Responses.Face($0)) }
      return
    }
    Persons = findings.map {
      Responses.TimedPerson(
        Timestamp: $0.milliseconds,
        Person: Responses.Person(
          Index: $0.person, BoundingBox: Responses.BoundingBox($0.box), Face: Responses.Face($0)),
        FaceMatches: kind == .faceSearch ? [] : nil)
    }
  }
}

extension Responses.VideoMetadata {
  init(_ video: VideoProperties) {
    let metadata = video.metadata
    self.init(
      Codec: metadata.codec, DurationMillis: metadata.durationMillis, Format: metadata.format,
      FrameRate: metadata.frameRate, FrameHeight: metadata.frameHeight, FrameWidth: metadata.frameWidth,
      ColorRange: video.isFullRange ? "FULL" : "LIMITED")
  }
}
