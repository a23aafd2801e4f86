import FoundationEssentials
import LambdaRuntime
import Rekognition
import S3
import Workflow

/// `frameveil lambda`: runs a function of the workflow as a custom runtime of AWS Lambda.
struct LambdaCommand: Command {
  static let spec = CommandSpec(
    name: "lambda", summary: "Run a function of the serverless workflow in AWS Lambda.",
    operands: ["FUNCTION"], minimumOperands: 0, required: "", options: [],
    notes: """
      FUNCTION is one of \(FunctionName.allCases.map(\.rawValue).joined(separator: ", "));
      default: the environment variable _HANDLER, which Lambda sets. Events and responses are JSON.

      The Lambda runtime interface emulator runs it on any machine:
        aws-lambda-rie frameveil lambda blur
      """)

  private let handler: String
  private let address: String
  private let variables: [String: String]

  init(_ arguments: ParsedArguments) throws {
    let variables = ProcessInfo.processInfo.environment
    let known = Variables(variables)
    guard let address = known["AWS_LAMBDA_RUNTIME_API"] else {
      throw WorkflowError(
        .configuration,
        "AWS_LAMBDA_RUNTIME_API is not set; run 'lambda' in AWS Lambda or in its emulator, aws-lambda-rie")
    }
    self.address = address
    self.variables = variables
    handler = arguments.operands.first ?? known["_HANDLER"] ?? ""
  }

  /// Serves invocations until SIGINT or SIGTERM.
  func run() async throws {
    let log = Log(function: (try? FunctionName(handler: handler).rawValue) ?? handler, clock: .system)
    let source = RuntimeAPI(address: address, transport: try Remote.http())
    let loop = { @Sendable in
      try await LambdaLoop.serve(source, log: log, clock: .system) {
        try Self.function(try FunctionName(handler: handler), Variables(variables))
      }
    }
    do {
      try await Interruption.cancellingOnSignal(loop)
    } catch is CancellationError {
      log.info("the process was asked to end")
    }
  }

  private static func function(
    _ name: FunctionName, _ variables: Variables
  ) throws -> any InvocationHandler {
    let client = try Remote.aws()
    let store = S3Client(client)
    let service = FaceDetectionJobs(RekognitionClient(client))
    switch name {
    case .startFaceDetection:
      return JSONHandler(
        StartFaceDetection(
          executions: try StartExecutions(variables, store: store, machines: StepFunctions(client)),
          job: try StartJob(variables, store: store, service: service)))
    case .awaitMessage:
      return JSONHandler(
        AwaitMessage(
          tokens: try TaskTokens(variables, store: store), service: service, machines: StepFunctions(client)))
    case .resume:
      return JSONHandler(
        ResumeExecutions(
          tokens: try TaskTokens(variables, store: store), machines: StepFunctions(client)))
    case .checkJobStatus: return JSONHandler(CheckJobStatus(service: service))
    case .getDetections: return JSONHandler(try GetDetections(variables, service: service, store: store))
    case .blur:
      return JSONHandler(try BlurFunction(variables, store: store, blurring: try WorkflowBlur(variables)))
    case .plan:
      return JSONHandler(try PlanSpans(variables, store: store, divider: try WorkflowSpans(variables)))
    case .blurSpan:
      return JSONHandler(try BlurSpan(variables, store: store, divider: try WorkflowSpans(variables)))
    case .join: return JSONHandler(try JoinSpans(variables, divider: try WorkflowSpans(variables)))
    case .removePieces: return JSONHandler(try RemovePieces(variables, store: store))
    case .recordFailure: return JSONHandler(try RecordFailure(variables, store: store))
    case .analyzeImage:
      return JSONHandler(
        try AnalyzeImage(
          variables, store: store, service: RekognitionClient(client), redactor: WorkflowImages(variables)))
    }
  }
}
