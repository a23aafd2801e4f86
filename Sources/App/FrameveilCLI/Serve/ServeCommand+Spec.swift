import FaceDetection

extension ServeCommand {
  static let spec = CommandSpec(
    name: "serve", summary: "Serve the Amazon Rekognition API locally, with the embedded detector.",
    operands: [],
    minimumOperands: 0, required: "--rekognition (--folder DIR | --bucket NAME)",
    options: [
      .init(name: "--rekognition", help: "serve the Amazon Rekognition API (required)"),
      .init(
        name: "--folder", value: "DIR",
        help: "folder of the videos and images: DIR/bucket/key; symbolic links are not followed;\n"
          + "default: Amazon S3, or AWS_ENDPOINT_URL_S3"),
      .init(
        name: "--bucket", value: "NAME",
        help: "bucket that requests may read, with this machine's permissions; may be repeated;\n"
          + "required without --folder; with --folder it restricts access",
        isRepeatable: true),
      .init(
        name: "--topic", value: "ARN",
        help: "SNS topic that requests may notify; may be repeated; default: none", isRepeatable: true),
      .init(
        name: "--listen", value: "ADDRESS:PORT",
        help: "listening address; port 0 selects a free port; default: \(defaultAddress)"),
      .init(
        name: "--keys", value: "FILE",
        help:
          "access keys of the clients, one ID:SECRET per line; default: AWS_ACCESS_KEY_ID and\n"
          + "AWS_SECRET_ACCESS_KEY", use: .reads),
      .init(
        name: "--jobs", value: "N",
        help:
          "number of concurrent jobs, 0 to 20; each decodes and detects on its own; with 0\nall jobs wait; default: 1"
      ),
    ] + DetectionOptions.commandOptions + [
      .init(
        name: "--decode-threads", value: "N",
        help: "decoder threads, 1 to 64; each takes memory; default: 1"),
      .init(name: "--quiet", short: "-q", help: "print only the URL and errors"),
    ],
    notes: """
      The first line on standard output is the URL of the server, which runs until SIGINT (Ctrl-C) or SIGTERM.
      Requests must be signed (Signature Version 4, any region). Each request is logged on standard error.

      Supported operations: StartFaceDetection, StartFaceSearch, StartPersonTracking, their Get… operations, and
      DetectFaces. Faces have a box, a confidence and five landmarks. Jobs are kept in memory for seven days, up
      to 1000 jobs and 512 MiB of results. Twenty jobs may wait or run. If the topic of a NotificationChannel is
      listed with --topic, the completion is published through Amazon SNS, or AWS_ENDPOINT_URL_SNS, with the
      credentials and region that AWS's own tools would use. Images are limited to 10,000 pixels a side and
      67 megapixels. Connections of slow clients are closed, and do not delay others.

      EXAMPLES
        frameveil serve --rekognition --folder videos
        aws rekognition start-face-detection --endpoint-url http://127.0.0.1:8080 \\
          --video '{"S3Object":{"Bucket":"monday","Name":"interview.mp4"}}'
      """)

  static let defaultAddress = "127.0.0.1:8080"
}
