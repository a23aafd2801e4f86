import Rekognition

extension RekognitionCommand {
  static let spec = CommandSpec(
    name: "rekognition", summary: "Start Amazon Rekognition jobs, wait for them, and get their results.",
    operands: ["ACTION", "TARGET"], minimumOperands: 2,
    options: [
      kind, collection, minConfidence, minSimilarity, tag, token, topic, role, slotWait, output,
      CommonOptions.force.described("overwrite FILE if it exists"),
      CommonOptions.quiet.described("print only the job and errors"),
    ],
    notes: """
      ACTIONS
        start s3://BUCKET/KEY    start a job on a video and print its JobId
        wait JOBID               wait until the job has succeeded; exit with an error if it failed
        get JOBID -o FILE        get all results of the job, one page per line, as input for --detections
                                 (segments: for --shots)
        get s3://BUCKET/KEY -o FILE
                                 start a job, wait for it, and get its results
      wait and get need the --kind with which the job was started. The bucket must be in the region of the
      Rekognition endpoint (AWS_REGION). AWS_ENDPOINT_URL_REKOGNITION selects a local service.

      EXAMPLES
        frameveil rekognition get s3://in/video.mp4 -o faces.json
        job=$(frameveil rekognition start s3://in/video.mp4 --kind segments)
        frameveil rekognition wait "$job" --kind segments
        frameveil rekognition get "$job" --kind segments -o shots.json
      """)
}

extension RekognitionCommand {
  static let kind = CommandOption<JobKind>(
    "--kind", "KIND", default: .faces,
    "kind of the job: \(JobKind.allCases.map(\.rawValue).joined(separator: ", "))")
  static let collection = CommandOption<String?>(
    "--collection", "ID", "with --kind search: the face collection to search")
  static let minConfidence = CommandOption<Double?>(
    "--min-confidence", "C", 0...100, default: "that of Rekognition; faces are never omitted",
    "omit labels, text, moderation or shots with a confidence below C")
  static let minSimilarity = CommandOption<Double?>(
    "--min-similarity", "S", 0...100, default: "that of Rekognition",
    "with --kind search: minimum similarity of a match")
  static let tag = CommandOption<String?>(
    "--tag", "TAG", "JobTag, which the completion notification contains")
  static let token = CommandOption<String?>(
    "--token", "TOKEN", "ClientRequestToken: starts with the same token start one job; default: a new token")
  static let topic = CommandOption<String?>(
    "--sns-topic", "ARN", "SNS topic for the completion notification")
  static let role = CommandOption<String?>(
    "--role", "ARN", "IAM role with which Rekognition publishes to the topic")
  static let slotWait = CommandOption<Double>(
    "--slot-wait", "SECONDS", 0...86_400, default: JobStarter.defaultJobSlotTimeout,
    "maximum wait for a free job slot while the account's job limit is reached")
  static let output = CommandOption<Address?>(
    "--output", short: "-o", "FILE", use: .writes,
    "with get: output file for all pages: a path, s3://BUCKET/KEY, or - for standard output")
}
