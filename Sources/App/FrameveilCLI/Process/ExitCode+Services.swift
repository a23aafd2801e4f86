import AWS
import HTTP
import Rekognition

extension ExitCode {
  /// The code for an error of AWS, HTTP or Rekognition; nil for other errors.
  init?(ofService error: any Error) {
    switch error {
    case let error as AWSError: self.init(error.kind)
    case let error as RekognitionError: self.init(error.kind)
    case let error as AWSSetupError: self = error.code == .credentials ? .noPermission : .configuration
    case let error as HTTPError where [.configuration, .invalidURL].contains(error.code):
      self = .configuration
    case is HTTPError: self = .unavailable
    default: return nil
    }
  }

  private init(_ kind: AWSError.Kind) {
    switch kind {
    case .notFound: self = .noInput
    case .noPermission: self = .noPermission
    case .configuration: self = .configuration
    case .unavailable: self = .unavailable
    case .refused: self = .invalidInput
    }
  }
}
