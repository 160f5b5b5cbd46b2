FROM ruby:3.3.6-slim
WORKDIR /app
COPY . .
CMD ["bin/worker"]
