import AWS
import Core
import Detections
import FaceDetection
import HTTP
import HTTPServing
import LambdaRuntime
import Media
import Rekognition
import Reporting
import Workflow

/// The program's exit code: those of sysexits.h, 3 for coverage, and 128 plus the signal number.
struct ExitCode: Equatable, Sendable {
  let rawValue: Int32

  static let done = ExitCode(rawValue: 0)
  /// `doctor` found that something is missing.
  static let notReady = ExitCode(rawValue: 1)
  /// The run completed, but the coverage does not meet the policy, or `verify` found visible faces.
  static let coverageNotMet = ExitCode(rawValue: 3)
  static let usage = ExitCode(rawValue: 64)
  static let invalidInput = ExitCode(rawValue: 65)
  static let noInput = ExitCode(rawValue: 66)
  static let unavailable = ExitCode(rawValue: 69)
  static let internalFailure = ExitCode(rawValue: 70)
  static let cannotCreate = ExitCode(rawValue: 73)
  static let inputOutput = ExitCode(rawValue: 74)
  static let noPermission = ExitCode(rawValue: 77)
  static let configuration = ExitCode(rawValue: 78)
  /// 128 + SIGINT.
  static let interrupted = ExitCode(rawValue: 130)

  /// The code for an error that ended a command.
  init(_ error: any Error) {
    switch error {
    case is UsageError: self = .usage
    case is NotReadyError: self = .notReady
    case is CoverageError, is NothingFoundError, is FacesVisibleError: self = .coverageNotMet
    case is CancellationError: self = .interrupted
    case let error as BatchFailure: self = error.code
    case let error as WorkerFailure: self = error.code
    case let error as LeftoverError: self.init(error.cause)
    case let error as UserError: self.init(error.code)
    case is ModelFileError, is InferenceRuntimeError, is WorkflowError, is ServiceKeysError:
      self = .configuration
    case is RuntimeAPIError: self = .unavailable
    case let error as ServingError: self.init(error.code)
    case let error as NamedDetectionError:
      let unreadable = error.cause.cause as? UserError
      self = unreadable.map { ExitCode($0.code) } ?? .invalidInput
    default: self = ExitCode(ofService: error) ?? .internalFailure
    }
  }

  init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  private init(_ code: ServingError.Code) {
    switch code {
    case .invalidAddress: self = .usage
    case .unavailable: self = .unavailable
    case .noPermission: self = .noPermission
    default: self = .internalFailure
    }
  }

  private init(_ code: UserError.Code) {
    switch code {
    case .noInput: self = .noInput
    case .noPermission: self = .noPermission
    case .invalidInput: self = .invalidInput
    case .configuration: self = .configuration
    case .cannotCreate: self = .cannotCreate
    case .inputOutput: self = .inputOutput
    case .unavailable: self = .unavailable
    default: self = .internalFailure
    }
  }
}

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
