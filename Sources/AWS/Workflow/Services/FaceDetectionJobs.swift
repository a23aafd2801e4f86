import AWS
import Core
import Detections
import FoundationEssentials
public import Rekognition

/// Amazon Rekognition face detection in stored videos.
public struct FaceDetectionJobs: FaceDetectionService {
  private let client: RekognitionClient

  public init(_ client: RekognitionClient) {
    self.client = client
  }

  /// Starts a job. `LimitExceededException` is not retried here: the state machine can wait longer than an
  /// invocation.
  public func start(_ job: DetectionJob) async throws -> String {
    var request = JobRequest(.faces, job.video.object)
    request.tag = job.token
    request.channel = job.channel.map { .init(topic: $0.topic, role: $0.role) }
    do {
      return try await client.start(request, token: job.token).id
    } catch let error as RekognitionError {
      throw WorkflowError(.serviceAnswer, "\(error)")
    }
  }

  /// Fetches a page of faces in order of timestamps.
  public func page(of jobID: String, most: Int, after token: String?) async throws -> DetectionPage {
    do {
      let (bytes, head) = try await client.page(
        of: RekognitionJob(kind: .faces, id: jobID), size: most, after: token)
      guard let status = head.jobStatus else {
        throw WorkflowError(
          .serviceAnswer, "the response of GetFaceDetection for job \(jobID) has no JobStatus")
      }
      return DetectionPage(
        bytes: bytes, status: status, statusMessage: head.statusMessage,
        // An empty token means that there is no next page.
        nextToken: head.nextToken?.isEmpty == true ? nil : head.nextToken, faces: try Self.count(in: bytes))
    } catch let error as RekognitionError {
      throw WorkflowError(.serviceAnswer, "\(error)")
    }
  }

  private static func count(in page: [UInt8]) throws -> Int {
    struct Members: Decodable {
      struct Face: Decodable {}
      var Faces: [Face]?
    }
    do {
      return try JSONDecoder().decode(Members.self, from: Data(page)).Faces?.count ?? 0
    } catch {
      throw WorkflowError(
        .serviceAnswer, "the response of GetFaceDetection cannot be decoded: \(PlainText.words(of: error))")
    }
  }
}
