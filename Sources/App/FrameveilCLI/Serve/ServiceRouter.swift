import HTTP
import HTTPServing
import ImageServing
import LocalRekognition

/// The services of `serve` at one address: requests of AWS SDKs go to the local Rekognition, all others to the image API.
struct ServiceRouter: HTTPService {
  /// Nil if it is not served.
  let rekognition: RekognitionHandler?
  /// Nil if it is not served.
  let images: ImageHandler?

  var maximumBodySize: Int { max(rekognition?.maximumBodySize ?? 0, images?.maximumBodySize ?? 0) }

  func maximumBodySize(of head: ServedRequest) -> Int {
    service(for: head)?.maximumBodySize(of: head) ?? 0
  }

  func respond(to request: ServedRequest) async -> BufferedResponse {
    await service(for: request)?.respond(to: request) ?? Self.nothing
  }

  func refuse(_ request: ServedRequest) -> BufferedResponse {
    service(for: request)?.refuse(request) ?? Self.nothing
  }

  /// Requests of Rekognition are all `POST /`, with the operation in `X-Amz-Target`.
  private func service(for head: ServedRequest) -> (any HTTPService)? {
    let isRekognition = head.method == "POST" && head.path == "/" || head.headers["X-Amz-Target"] != nil
    return isRekognition ? rekognition ?? images : images ?? rekognition
  }

  private static let nothing = BufferedResponse(status: 404)
}
